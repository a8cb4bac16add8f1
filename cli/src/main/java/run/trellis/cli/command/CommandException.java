package run.trellis.cli.command;

/// A command cannot run; the message is for the user.
final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }
}

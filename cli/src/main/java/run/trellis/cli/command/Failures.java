package run.trellis.cli.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import run.trellis.diagnostic.Suggestion;

/// What a user reads when a command cannot run: one line on what is wrong and one on how to go on, never a stack
/// trace.
public final class Failures {
    /// The command cannot run.
    public static final int CANNOT_RUN = 2;

    private Failures() {}

    /// A wrong option or argument. Its signature is picocli's.
    public static int usage(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println("%s: %s".formatted(name, message(problem)));
        suggestion(problem, command).ifPresent(near -> err.println("did you mean %s?".formatted(near)));
        err.println("see: %s --help".formatted(name));
        err.flush();
        return CANNOT_RUN;
    }

    /// Something that kept a command from its end. Its signature is picocli's.
    public static int execution(Exception problem, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (problem instanceof CommandException || problem instanceof CrdOption.Unreachable) {
            err.println("trellis: " + problem.getMessage());
        } else {
            // Our own mistake. Whoever wants to tell us of it needs the place; everybody else needs the sentence.
            err.println("trellis: a fault of trellis itself: " + problem);
            err.println("please report it, with the command, its input and this place: " + place(problem));
        }
        err.flush();
        return CANNOT_RUN;
    }

    private static String place(Exception problem) {
        for (StackTraceElement element : problem.getStackTrace()) {
            if (element.getClassName().startsWith("run.trellis.")) {
                return element.getClassName() + ":" + element.getLineNumber();
            }
        }
        return "unknown";
    }

    private static String message(ParameterException problem) {
        Optional<String> word = unmatched(problem);
        if (word.isPresent()) {
            String what = word.get().startsWith("-")
                    ? "unknown option"
                    : problem.getCommandLine().getSubcommands().isEmpty() ? "unexpected argument" : "unknown command";
            return "%s %s".formatted(what, word.get());
        }
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse("wrong usage");
    }

    /// The first word that means nothing. A misspelt required option is also a missing one; the word says more.
    private static Optional<String> unmatched(ParameterException problem) {
        List<String> words = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : problem.getCommandLine().getUnmatchedArguments();
        return words.stream().findFirst();
    }

    private static Optional<String> suggestion(ParameterException problem, CommandLine command) {
        List<String> names = new ArrayList<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        names.addAll(command.getSubcommands().keySet());
        return unmatched(problem).flatMap(word -> Suggestion.nearest(word.replaceFirst("=.*$", ""), names));
    }
}

package run.trellis.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/// The list of commands in the help, by what somebody wants to do.
final class CommandGroups {
    private static final int NAMES = 14;
    private static final int WIDTH = 80;
    private static final List<String> OFFLINE =
            List.of("validate", "render", "schema", "graph", "explain", "backstage");

    private CommandGroups() {}

    /// The section of the help.
    static String list(Help help) {
        Map<String, CommandLine> all = new LinkedHashMap<>(help.commandSpec().subcommands());
        all.remove("help");
        List<CommandLine> offline = new ArrayList<>();
        OFFLINE.forEach(name -> offline.add(all.remove(name)));
        return group(help, "Write definitions, without a cluster:", offline)
                + group(help, "Run them on one:", List.copyOf(all.values()));
    }

    private static String group(Help help, String heading, List<CommandLine> commands) {
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(NAMES, 2, Column.Overflow.SPAN),
                new Column(WIDTH - NAMES, 2, Column.Overflow.WRAP));
        for (CommandLine command : commands) {
            table.addRowValues(
                    help.colorScheme().commandText(command.getCommandName()),
                    help.colorScheme()
                            .text(String.join(
                                    " ", command.getCommandSpec().usageMessage().description())));
        }
        return "%n%s%n%s".formatted(heading, table);
    }
}

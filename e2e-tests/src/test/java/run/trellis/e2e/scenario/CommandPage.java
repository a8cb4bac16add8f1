package run.trellis.e2e.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.e2e.TestUser;
import run.trellis.object.Manifest;

/// The commands that a page tells its readers to run, and the manifests that they need for it.
///
/// A command is a line after `$ ` in a block, a line of a block that begins with one of our tools, or a code span in
/// the
/// text that does.
///
/// @param name the file
/// @param commands in the order of the page
/// @param manifests the blocks that are whole objects
record CommandPage(String name, List<Command> commands, List<Manifest> manifests) {
    private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*)\\s*$");
    private static final String TOOL = "(?:\\./trellis(?:-bench)?|kubectl|mvn|helm|curl|docker|npx)";
    private static final Pattern LINE = Pattern.compile("^" + TOOL + "( .*)?$");
    private static final Pattern SPAN = Pattern.compile("`(" + TOOL + "(?: [^`]*)?)`");

    /// One command.
    ///
    /// @param text as it is to be typed
    /// @param output what the page says comes of it; may be empty
    record Command(String text, List<String> output) {}

    /// Reads a page of the project.
    static CommandPage read(String file) {
        CommandPage page = new CommandPage(file, new ArrayList<>(), new ArrayList<>());
        List<String> block = new ArrayList<>();
        String language = "";
        boolean isInside = false;
        for (String line : TestUser.read(file).lines().toList()) {
            Matcher fence = FENCE.matcher(line);
            if (fence.matches() && isInside) {
                page.take(language, block);
                block.clear();
                isInside = false;
            } else if (fence.matches()) {
                language = fence.group(1);
                isInside = true;
            } else if (isInside) {
                block.add(line);
            } else {
                SPAN.matcher(line)
                        .results()
                        .forEach(span ->
                                page.commands.add(new Command(span.group(1).replace("\\|", "|"), List.of())));
            }
        }
        return page;
    }

    private void take(String language, List<String> block) {
        if (language.equals("yaml")) {
            String text = String.join("\n", block) + "\n";
            if (text.startsWith("apiVersion:")) {
                manifests.addAll(TestUser.manifests(text));
            }
            return;
        }
        boolean isDialogue = block.stream().anyMatch(line -> line.startsWith("$ "));
        for (int i = 0; i < block.size(); i++) {
            String line = block.get(i);
            if (isDialogue && line.startsWith("$ ")) {
                int end = i + 1;
                while (end < block.size() && !block.get(end).startsWith("$ ")) {
                    end++;
                }
                commands.add(new Command(line.substring(2).strip(), List.copyOf(block.subList(i + 1, end))));
            } else if (!isDialogue && LINE.matcher(line).matches()) {
                commands.add(new Command(line.replaceFirst("\\s+#.*$", "").strip(), List.of()));
            }
        }
    }
}

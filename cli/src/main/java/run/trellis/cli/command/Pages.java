package run.trellis.cli.command;

import run.trellis.diagnostic.Code;

/// The pages about codes, which are packaged with the CLI.
final class Pages {
    private static final String FOLDER = "/run/trellis/diagnostics/";

    private Pages() {}

    /// The page of a code, in Markdown; its title if there is none.
    static String text(Code code) {
        return Sources.resource(FOLDER + code.id() + ".md")
                .orElseGet(() -> "# %s: %s%n".formatted(code.id(), code.title()));
    }
}

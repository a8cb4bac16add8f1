package run.trellis.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import run.trellis.cli.flags.Flag;
import run.trellis.cli.flags.FlagTable;

/// Shows picocli the table of flags: each group under its heading, each value as text. What a value means is decided
/// when all sources are put together.
final class FlagModel implements IModelTransformer, IParameterPreprocessor {

    @Override
    public CommandSpec transform(CommandSpec command) {
        Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
        for (Flag flag : FlagTable.all()) {
            groups.computeIfAbsent(
                            flag.group(),
                            heading -> ArgGroupSpec.builder()
                                    .validate(false)
                                    .multiplicity("0..1")
                                    .order(groups.size())
                                    .heading("%n" + heading + ":%n"))
                    .addArg(option(flag));
        }
        groups.values().forEach(group -> command.addArgGroup(group.build()));
        command.parser().unmatchedArgumentsAllowed(true);
        command.preprocessor(this);
        return command;
    }

    private static OptionSpec option(Flag flag) {
        String fallback = flag.fallback().isEmpty() || flag.idle().isPresent() ? "" : " Default: " + flag.fallback();
        OptionSpec.Builder option = OptionSpec.builder(flag.option())
                .type(String.class)
                .paramLabel(flag.kind().label())
                .order(FlagTable.all().indexOf(flag))
                .description((flag.help() + fallback).replace("%", "%%"));
        return flag.kind() == Flag.Kind.SWITCH
                ? option.arity("0..1").fallbackValue("true").build()
                : option.arity("1").build();
    }

    /// Go's flags begin with one dash or two.
    @Override
    public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
        words.replaceAll(
                word -> FlagTable.find(word.startsWith("-") ? word.substring(1).replaceFirst("=.*$", "") : "")
                        .map(_ -> "-" + word)
                        .orElse(word));
        return false;
    }
}

package run.trellis.controller.definition;

import run.trellis.graph.CompileOptions;

/// How definitions are reconciled.
///
/// @param version what stands in `kro.run/kro-version` labels
/// @param workers definitions reconciled at once
/// @param allowCrdDeletion whether a definition's CRD, and with it all instances, goes with the definition
/// @param protectInstances whether the deletion of a definition waits until it has no instances
/// @param maxGraphRevisions how many revisions of a definition are kept; 0 keeps all
/// @param compile how large a `forEach` may be, what an expression may cost
/// @param events whether Events tell that a definition is in service, or that it is wrong
public record DefinitionOptions(
        String version,
        int workers,
        boolean allowCrdDeletion,
        boolean protectInstances,
        int maxGraphRevisions,
        CompileOptions compile,
        boolean events) {}

package run.trellis.controller.registry;

import run.trellis.graph.CompiledGraph;
import run.trellis.object.GroupKind;

/// A graph in service.
///
/// @param instanceKind the kind whose instances it serves
/// @param definitionName the definition's name
/// @param definitionUid the definition's uid: a definition made anew under the same name is another one
/// @param revision the number of the GraphRevision from which it was compiled
/// @param graph what instances are reconciled by
public record PublishedGraph(
        GroupKind instanceKind, String definitionName, String definitionUid, long revision, CompiledGraph graph) {}

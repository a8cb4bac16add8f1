package run.trellis.cli.workspace;

import java.util.List;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;

/// A file that was read.
///
/// @param origin its name as the user gave it
/// @param named whether the user named this very file; of files that were found in a folder, those that hold no
///     Kubernetes objects are of no concern
/// @param documents what stands in it
public record InputFile(String origin, boolean named, Outcome<List<Document>> documents) {}

package run.trellis.controller.instance;

/// What is kept of one instance between two passes.
///
/// @param memory what was applied and refused
/// @param references the watches of somebody else's objects that it reads
/// @param leftovers the watches of kinds that its graph has dropped
record Dossier(Memory memory, References references, Leftovers leftovers) implements AutoCloseable {

    @Override
    public void close() {
        references.close();
        leftovers.close();
    }
}

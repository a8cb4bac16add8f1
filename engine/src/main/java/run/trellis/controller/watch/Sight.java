package run.trellis.controller.watch;

/// How far a watch can be believed.
public sealed interface Sight {

    /// The cache is what the API server has.
    record Clear() implements Sight {}

    /// The first list has not come yet.
    record Pending() implements Sight {}

    /// The API server does not serve the kind: there are no objects.
    record Gone() implements Sight {}

    /// The API server refuses to tell.
    ///
    /// @param why in its words
    record Refused(String why) implements Sight {}
}

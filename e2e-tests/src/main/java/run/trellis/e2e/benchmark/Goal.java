package run.trellis.e2e.benchmark;

import java.util.OptionalDouble;

/// What a figure has to be.
///
/// @param text what is measured, in words
/// @param figure where it is found
/// @param limit how much it may be
/// @param recorded what the peer needed when it was measured last, for runs without a peer
/// @param instances for how many instances of the burst the limit was set; 0 for any number
record Goal(String text, Figure figure, Limit limit, OptionalDouble recorded, int instances) {

    /// How much a figure may be.
    sealed interface Limit {

        /// This much and no more.
        record AtMost(double value) implements Limit {}

        /// Less than the peer of the same run; without a peer nobody knows.
        record BelowPeer() implements Limit {}
    }

    /// A limit for any number of instances, without a figure of the peer.
    static Goal of(String text, Figure figure, double atMost) {
        return new Goal(text, figure, new Limit.AtMost(atMost), OptionalDouble.empty(), 0);
    }

    /// The same, with what the peer needed.
    static Goal of(String text, Figure figure, double atMost, double recorded) {
        return of(text, figure, atMost, recorded, 0);
    }

    /// The same, for this many instances only.
    static Goal of(String text, Figure figure, double atMost, double recorded, int instances) {
        return new Goal(text, figure, new Limit.AtMost(atMost), OptionalDouble.of(recorded), instances);
    }
}

package run.trellis.cluster;

import java.time.Duration;

/// How long a connection that says nothing is believed. A machine that vanishes, or a firewall that forgets, closes
/// nothing: the socket looks alive for a quarter of an hour, and whatever is sent into it is lost.
///
/// @param answer how long a request waits, with nothing heard from the server meanwhile, before the server is asked
///   whether it is there
/// @param rest the same when no request waits; the API server sends a bookmark on each watch about each minute
/// @param echo how long it may take to say that it is there; after that a new connection is made
/// @param silence how long one watch may be silent before it is begun anew, whatever else is heard
/// @param outage how long a watch may be broken before that is said of the whole process
public record Patience(Duration answer, Duration rest, Duration echo, Duration silence, Duration outage) {
    /// A dead connection is replaced within 10 seconds while somebody waits for an answer, and within 100 at rest;
    /// soon enough for a leader to keep its Lease.
    public static final Patience STANDARD = new Patience(
            Duration.ofSeconds(3),
            Duration.ofSeconds(90),
            Duration.ofSeconds(3),
            Duration.ofMinutes(2),
            Duration.ofSeconds(20));

    /// How often it is looked whether somebody waits too long.
    Duration tick() {
        Duration shortest = answer.compareTo(silence) < 0 ? answer : silence;
        return shortest.dividedBy(4);
    }
}

/// What a running process counts, and the keys under which it logs.
///
/// In: numbers and names, as strings. Out: one page in the text format of Prometheus. Families and labels have kro's
/// names where kro has the same thing; what only Trellis has begins with `trellis_`. It is a leaf: pure rooms never
/// see it, it knows no type of any other room, and it decides nothing.
@NullMarked
package run.trellis.telemetry;

import org.jspecify.annotations.NullMarked;

package run.trellis.plan;

/// Which definition an instance follows, as labels say it.
///
/// @param name the definition's name
/// @param uid the definition's uid; empty where no API server takes part
/// @param version the version of Trellis, as a label value
public record Definition(String name, String uid, String version) {

    public Definition {
        // Build metadata ("1.2.0+abc") is legal in a version but not in a label value.
        version = version.replace('+', '-');
    }
}

package run.trellis.json;

/// JSON's `null`: a value that is there and says "nothing", unlike a field that is absent.
public enum JsonNull implements Json {
    NULL
}

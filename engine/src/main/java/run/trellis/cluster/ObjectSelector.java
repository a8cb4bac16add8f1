package run.trellis.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Which objects of a kind a list or a watch is about; the server chooses them.
///
/// @param namespace the namespace; empty for all
/// @param labels a label selector; empty for all
/// @param fields a field selector; empty for all
public record ObjectSelector(String namespace, String labels, String fields) {

    /// All objects of a kind.
    public static final ObjectSelector EVERYTHING = new ObjectSelector("", "", "");

    /// Objects in all namespaces, by labels.
    public static ObjectSelector labelled(String labels) {
        return new ObjectSelector("", labels, "");
    }

    /// Exactly one object.
    ///
    /// @param namespace empty for cluster-scoped objects
    public static ObjectSelector named(String namespace, String name) {
        return new ObjectSelector(namespace, "", "metadata.name=" + name);
    }

    /// The parameters of a list, beginning with `?`; without any, `?` alone.
    String query() {
        StringBuilder query = new StringBuilder("?");
        if (!labels.isEmpty()) {
            query.append("labelSelector=").append(encode(labels)).append('&');
        }
        if (!fields.isEmpty()) {
            query.append("fieldSelector=").append(encode(fields)).append('&');
        }
        return query.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package run.trellis.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Which objects of a kind a list or a watch is about; the server chooses them.
///
/// @param namespace the namespace; empty for all
/// @param labels a label selector; empty for all
/// @param fields a field selector; empty for all
/// @param metadataOnly whether the server sends nothing but `metadata`: some objects are a megabyte each
public record ObjectSelector(String namespace, String labels, String fields, boolean metadataOnly) {
    private static final String JSON = Transport.JSON;

    /// All objects of a kind.
    public static final ObjectSelector EVERYTHING = new ObjectSelector("", "", "", false);

    /// The metadata of all objects of a kind.
    public static final ObjectSelector METADATA = new ObjectSelector("", "", "", true);

    /// Objects in all namespaces, by labels.
    public static ObjectSelector labelled(String labels) {
        return new ObjectSelector("", labels, "", false);
    }

    /// Objects by labels.
    ///
    /// @param namespace empty for all namespaces
    public static ObjectSelector labelled(String namespace, String labels) {
        return new ObjectSelector(namespace, labels, "", false);
    }

    /// Exactly one object.
    ///
    /// @param namespace empty for cluster-scoped objects
    public static ObjectSelector named(String namespace, String name) {
        return new ObjectSelector(namespace, "", "metadata.name=" + escape(name), false);
    }

    /// A value in a field selector, where these three have a meaning.
    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    /// The form in which the server is asked for a list.
    String acceptList() {
        return metadataOnly ? JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" : JSON;
    }

    /// The form in which the server is asked for the events of a watch.
    String acceptEvents() {
        return metadataOnly ? JSON + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1" : JSON;
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

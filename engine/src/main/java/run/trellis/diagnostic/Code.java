package run.trellis.diagnostic;

/// The stable identifications of everything that Trellis says is wrong. A number is never used for anything else
/// again; TRL-408 was one for features that were missing.
///
/// Hundreds: 1 the document, 2 the schema (SimpleSchema, CRD), 3 expressions, 4 the graph, 5 the instance, 6 the
/// cluster.
public enum Code {
    /// The text is no YAML or JSON.
    SYNTAX("TRL-101", "the text is not valid YAML or JSON"),
    /// A mapping has the same key twice.
    DUPLICATE_KEY("TRL-102", "a key appears twice in one mapping"),
    /// The document exceeds a limit (size, depth, aliases).
    DOCUMENT_LIMIT("TRL-103", "the document is too large or too deep"),
    /// A field that the object does not have.
    UNKNOWN_FIELD("TRL-104", "the object has no such field"),
    /// A required field is missing.
    MISSING_FIELD("TRL-105", "a required field is missing"),
    /// A value has the wrong type.
    WRONG_TYPE("TRL-106", "the value has the wrong type"),
    /// A value is of the right type but not allowed.
    INVALID_VALUE("TRL-107", "the value is not allowed here"),
    /// Not an object of the kind that was asked for.
    WRONG_KIND("TRL-108", "the object is of another kind"),

    /// A SimpleSchema type that does not exist.
    UNKNOWN_TYPE("TRL-201", "SimpleSchema has no such type"),
    /// A SimpleSchema marker that does not exist.
    UNKNOWN_MARKER("TRL-202", "SimpleSchema has no such marker"),
    /// A marker's value is wrong or does not fit the type.
    INVALID_MARKER("TRL-203", "the marker's value does not fit"),
    /// Custom types refer to each other in a circle.
    TYPE_CYCLE("TRL-204", "custom types refer to each other in a circle"),
    /// A change of the generated CRD that would break existing instances.
    BREAKING_CHANGE("TRL-205", "the change would break existing instances"),

    /// An expression that CEL cannot parse.
    EXPRESSION_SYNTAX("TRL-301", "the expression is not valid CEL"),
    /// A name that no expression here may use.
    UNKNOWN_NAME("TRL-302", "the expression uses an unknown name"),
    /// A field that the referenced object does not have.
    UNKNOWN_MEMBER("TRL-303", "the referenced object has no such field"),
    /// A function or overload that does not exist.
    UNKNOWN_FUNCTION("TRL-304", "no such function for these arguments"),
    /// An expression whose result does not fit the place where it stands.
    RESULT_TYPE("TRL-305", "the expression's result does not fit the field"),
    /// A place that takes exactly one expression.
    NOT_STANDALONE("TRL-306", "exactly one expression is expected"),
    /// An expression where none is allowed.
    EXPRESSION_NOT_ALLOWED("TRL-307", "no expression is allowed here"),
    /// An evaluation that failed for good.
    EVALUATION("TRL-308", "the expression failed"),
    /// An evaluation that exceeded a limit.
    EXPRESSION_LIMIT("TRL-309", "the expression exceeds a limit"),

    /// A resource id that is misspelt, reserved or taken.
    INVALID_ID("TRL-401", "the id cannot be used"),
    /// The resources depend on each other in a circle.
    CYCLE("TRL-402", "the resources depend on each other in a circle"),
    /// A template without what every template needs, or with what none may have.
    INVALID_TEMPLATE("TRL-403", "the template cannot be used"),
    /// A kind for which no schema is known.
    UNKNOWN_KIND("TRL-404", "the kind is not known"),
    /// A lifecycle policy that does not exist.
    INVALID_LIFECYCLE("TRL-405", "the lifecycle policy cannot be used"),
    /// The graph would own the namespace in which its instance lives.
    OWN_NAMESPACE("TRL-406", "the graph would own its instance's namespace"),
    /// A status field that cannot be projected.
    INVALID_STATUS("TRL-407", "the status field cannot be projected"),
    /// A `forEach` that cannot make a collection.
    INVALID_COLLECTION("TRL-409", "the collection cannot be made"),
    /// An `externalRef` that cannot find anything.
    INVALID_REFERENCE("TRL-410", "the external reference cannot be used"),
    /// An author's condition that cannot be computed.
    INVALID_CONDITION("TRL-411", "the condition cannot be used"),

    /// Two resources of one instance resolve to the same object.
    DUPLICATE_TARGET("TRL-501", "two resources resolve to the same object"),
    /// The object belongs to somebody else.
    OWNED_BY_ANOTHER("TRL-502", "the object belongs to another instance"),
    /// The manifest that a template gave cannot be applied.
    INVALID_MANIFEST("TRL-503", "the rendered manifest cannot be applied"),
    /// A collection that would have more objects than are allowed.
    COLLECTION_LIMIT("TRL-504", "the collection is too large"),

    /// The API server refused a request.
    REFUSED("TRL-601", "the API server refused the request"),
    /// The API server could not be reached or did not answer.
    UNREACHABLE("TRL-602", "the API server did not answer");

    private final String id;
    private final String title;

    Code(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /// The identification as users see it: `TRL-` and three digits.
    public String id() {
        return id;
    }

    /// What it means, in one line.
    public String title() {
        return title;
    }
}

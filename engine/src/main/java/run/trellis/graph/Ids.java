package run.trellis.graph;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.document.Node;

/// The rules for resource ids: what CEL can name and kro does not keep for itself.
final class Ids {
    private static final Pattern FORM = Pattern.compile("[a-z][a-zA-Z0-9]*");

    private static final Pattern USABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    private static final Set<String> CEL = Set.of(
            ("true false null in as break const continue else for function if import let loop package namespace return"
                            + " var void while")
                    .split(" "));

    private static final Set<String> RESERVED = Set.of(Pattern.compile(" ")
            .split("apiVersion context dependency dependencies each externalRef externalReference externalRefs"
                    + " externalReferences graph graphengine instance item items kind kro metadata namespace object"
                    + " resource resourcegraphdefinition resourceGraphDefinition resources root runtime schema self"
                    + " serviceAccountName spec status this variables vars version"
                    + " true false null in as break const continue else for function if import let loop package"
                    + " return var void while"));

    private Ids() {}

    /// Whether a text could be a name in CEL, although perhaps no good id.
    static boolean isUsable(String id) {
        return USABLE.matcher(id).matches() && !CEL.contains(id) && !id.equals("schema");
    }

    /// Notes what is wrong with an id; whether nothing is.
    static boolean check(String id, Node place, String origin, FieldPath path, List<Diagnostic> findings) {
        if (!FORM.matcher(id).matches()) {
            findings.add(
                    place.locate(Diagnostic.error(Code.INVALID_ID, origin, path, "\"%s\" cannot be an id".formatted(id))
                            .expected("lower camel case: a small letter, then letters and digits")
                            .cure("write " + camelCase(id))));
        } else if (RESERVED.contains(id) || CEL.contains(id)) {
            findings.add(place.locate(
                    Diagnostic.error(Code.INVALID_ID, origin, path, "\"%s\" is a reserved word".formatted(id))
                            .expected("an id that kro and CEL do not use themselves")
                            .cure("write %sResource or another name".formatted(id))));
        } else {
            return true;
        }
        return false;
    }

    private static String camelCase(String id) {
        StringBuilder name = new StringBuilder();
        for (String word : Pattern.compile("[^a-zA-Z0-9]+").splitAsStream(id).toList()) {
            if (word.isEmpty()) {
                continue;
            }
            boolean first = name.isEmpty();
            name.append(first ? Character.toLowerCase(word.charAt(0)) : Character.toUpperCase(word.charAt(0)))
                    .append(word.substring(1));
        }
        return name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "resource" + name : name.toString();
    }
}

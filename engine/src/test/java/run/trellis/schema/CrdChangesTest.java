package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Which changes of a CRD existing instances survive: the rows of kro's compatibility rules (contract, 1.3).
class CrdChangesTest {

    private static JsonObject crd(String spec) {
        return crd("v1alpha1", true, ", \"subresources\": {\"status\": {}}", spec, "");
    }

    private static JsonObject crd(String version, boolean served, String extras, String spec, String metadata) {
        return (JsonObject) JsonText.parse("""
                {"metadata": {"name": "apps.kro.run"%s},
                 "spec": {"group": "kro.run", "names": {"kind": "App", "plural": "apps"}, "scope": "Namespaced",
                  "versions": [{"name": "%s", "served": %s, "storage": true%s,
                    "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": %s}}}}]}}""".formatted(metadata, version, served, extras, spec));
    }

    private static String field(String schema) {
        return "{\"type\": \"object\", \"properties\": {\"f\": %s}}".formatted(schema);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'type':'string'} | {'type':'integer'} | spec.f changed type from string to integer",
                "{'type':'string','enum':['a','b']} | {'type':'string','enum':['a']} | enum value b removed from spec.f",
                "{'type':'string'} | {'type':'string','pattern':'a'} | pattern of spec.f added",
                "{'type':'string','pattern':'a'} | {'type':'string','pattern':'b'} | pattern of spec.f changed",
                "{'type':'integer'} | {'type':'integer','minimum':1} | minimum of spec.f added",
                "{'type':'integer','minimum':1} | {'type':'integer','minimum':2} | minimum of spec.f changed",
                "{'type':'string'} | {'type':'string','minLength':1} | minLength of spec.f added",
                "{'type':'array','minItems':1} | {'type':'array','minItems':2} | minItems of spec.f changed",
                "{'type':'integer'} | {'type':'integer','maximum':9} | maximum of spec.f added",
                "{'type':'integer','maximum':9} | {'type':'integer','maximum':8} | maximum of spec.f changed",
                "{'type':'string','maxLength':9} | {'type':'string','maxLength':8} | maxLength of spec.f changed",
                "{'type':'array'} | {'type':'array','maxItems':2} | maxItems of spec.f added",
                "{'type':'array','items':{'type':'string'}} | {'type':'array'} | the items schema of spec.f was removed",
                "{'type':'array','items':{'type':'string'}} | {'type':'array','items':{'type':'integer'}} | spec.f[] changed type from string to integer",
                "{'type':'object','properties':{'a':{'type':'string'}}} | {'type':'object'} | property spec.f.a was removed",
                "{'type':'object','properties':{'a':{'type':'string'}}} | {'type':'object','properties':{'a':{'type':'string'}},'required':['a']} | property spec.f.a became required",
                "{'type':'object'} | {'type':'object','properties':{'a':{'type':'string'}},'required':['a']} | required property spec.f.a was added without a default",
                "{'type':'object','properties':{'a':{'type':'string','default':'x'}},'required':['a']} | {'type':'object','properties':{'a':{'type':'string'}},'required':['a']} | required property spec.f.a lost its default",
            })
    void theseBreakInstances(String before, String after, String message) {
        CrdChanges changes = changes(before, after);

        assertThat(changes.breaking()).containsExactly(message);
        assertThat(changes.different()).isTrue();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'type':'string','description':'a'} | {'type':'string','description':'b'} | description",
                "{'type':'string','default':'a'} | {'type':'string','default':'b'} | default",
                "{'type':'object'} | {'type':'object','properties':{'a':{'type':'string'}}} | optional property added",
                "{'type':'object'} | {'type':'object','properties':{'a':{'type':'string','default':'x'}},'required':['a']} | required property with a default added",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']} | {'type':'object','properties':{'a':{'type':'string'}}} | requirement dropped",
                "{'type':'string','enum':['a']} | {'type':'string','enum':['a','b']} | enum value added",
                "{'type':'string'} | {'type':'string','enum':['a']} | enum added",
                "{'type':'string','enum':['a']} | {'type':'string'} | enum removed",
                "{'type':'string','pattern':'a'} | {'type':'string'} | pattern removed",
                "{'type':'integer','minimum':2} | {'type':'integer','minimum':1} | minimum lowered",
                "{'type':'integer','minimum':2} | {'type':'integer'} | minimum removed",
                "{'type':'string','maxLength':8} | {'type':'string','maxLength':9} | maxLength raised",
                "{'type':'array','maxItems':8} | {'type':'array'} | maxItems removed",
                "{'type':'array'} | {'type':'array','items':{'type':'string'}} | items schema added",
                "{'type':'object','additionalProperties':{'type':'string'}} | {'type':'object','additionalProperties':{'type':'integer'}} | map value type",
                "{'type':'string'} | {'type':'string','x-kubernetes-validations':[{'rule':'self != oldSelf'}]} | validation rule",
                "{'type':'string'} | {'type':'string','format':'date-time'} | format",
                "{'type':'array'} | {'type':'array','x-kubernetes-list-type':'set'} | list type",
                "{'type':'object'} | {'type':'object','x-kubernetes-preserve-unknown-fields':true} | preserve unknown fields",
            })
    void theseAreRolledOut(String before, String after, String name) {
        CrdChanges changes = changes(before, after);

        assertThat(changes.breaking()).as(name).isEmpty();
        assertThat(changes.different()).as("it is written: %s", name).isTrue();
    }

    private static CrdChanges changes(String before, String after) {
        return CrdChanges.between(crd(field(before.replace('\'', '"'))), crd(field(after.replace('\'', '"'))));
    }

    @Test
    void anotherVersionBreaks() {
        CrdChanges changes = CrdChanges.between(
                crd(field("{}")), crd("v1", true, ", \"subresources\": {\"status\": {}}", field("{}"), ""));

        assertThat(changes.breaking()).containsExactly("version changed from v1alpha1 to v1");
    }

    @Test
    void aVersionThatIsServedNoLongerBreaks() {
        CrdChanges changes = CrdChanges.between(
                crd(field("{}")), crd("v1alpha1", false, ", \"subresources\": {\"status\": {}}", field("{}"), ""));

        assertThat(changes.breaking()).containsExactly("version v1alpha1 is no longer served");
    }

    @Test
    void theLossOfTheStatusSubresourceBreaks() {
        CrdChanges changes = CrdChanges.between(crd(field("{}")), crd("v1alpha1", true, "", field("{}"), ""));

        assertThat(changes.breaking()).containsExactly("the status subresource was removed");
    }

    @Test
    void printerColumnsShortNamesAndLabelsAloneAreRolledOut() {
        JsonObject live = crd(field("{}"));
        JsonObject columns = crd(
                "v1alpha1",
                true,
                ", \"subresources\": {\"status\": {}}, \"additionalPrinterColumns\": []",
                field("{}"),
                "");
        JsonObject labels = crd(
                "v1alpha1", true, ", \"subresources\": {\"status\": {}}", field("{}"), ", \"labels\": {\"a\": \"b\"}");
        JsonObject names = live.with(
                "spec",
                live.object("spec")
                        .orElseThrow()
                        .with("names", JsonText.parse("{\"kind\": \"App\", \"shortNames\": [\"a\"]}")));

        for (JsonObject changed : List.of(columns, labels, names)) {
            CrdChanges changes = CrdChanges.between(live, changed);
            assertThat(changes.breaking()).isEmpty();
            assertThat(changes.different()).isTrue();
        }
        assertThat(CrdChanges.between(labels, live).different())
                .as("a label of somebody else is left alone")
                .isFalse();
        assertThat(CrdChanges.between(live, live).different()).isFalse();
    }

    @Test
    void theMessageNamesTheFirstThreeAndCountsTheRest() {
        CrdChanges changes = changes(
                "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'},'c':{'type':'string'},'d':{'type':'string'},'e':{'type':'string'}}}",
                "{'type':'object'}");

        assertThat(changes.message("apps.kro.run"))
                .isEqualTo("cannot update CRD apps.kro.run: breaking changes detected: property spec.f.a was removed;"
                        + " property spec.f.b was removed; property spec.f.c was removed; and 2 more changes");
    }
}

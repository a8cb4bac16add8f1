package run.trellis.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// Which change of a generated CRD breaks instances, and which is rolled out: kro's table, row by row.
class CrdChangesTest {

    /// A CRD whose `spec` has these properties, the first of them required or not.
    private static JsonObject crd(String spec) {
        return object("""
                {'metadata':{'name':'webapps.kro.run','labels':{'kro.run/owned':'true'}},
                 'spec':{'group':'kro.run','scope':'Namespaced',
                  'names':{'kind':'WebApp','plural':'webapps','shortNames':['wa']},
                  'versions':[{'name':'v1','served':true,'storage':true,'subresources':{'status':{}},
                   'additionalPrinterColumns':[{'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'}],
                   'schema':{'openAPIV3Schema':{'type':'object','properties':{
                    'spec':{'type':'object',%s},
                    'status':{'type':'object','properties':{'ready':{'type':'boolean'}}}}}}}]}}""".formatted(spec));
    }

    private static JsonObject field(String facts) {
        return crd("'properties':{'f':{%s}}".formatted(facts));
    }

    private static JsonObject object(String json) {
        return (JsonObject) JsonText.parse(json.replace('\'', '"'));
    }

    private static JsonObject replaced(String part, String by) {
        String text = JsonText.write(crd("'properties':{'f':{'type':'string'}}"));
        String changed = text.replace(part.replace('\'', '"'), by.replace('\'', '"'));
        assertThat(changed).as("the CRD has %s", part).isNotEqualTo(text);
        return (JsonObject) JsonText.parse(changed);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'type':'string'; 'type':'integer'; spec.f changed type from string to integer",
                "'type':'string'; 'x-kubernetes-preserve-unknown-fields':true; spec.f changed type from string to any",
                "'type':'string','enum':['a','b']; 'type':'string','enum':['a']; enum value b removed from spec.f",
                "'type':'integer','enum':[1,2]; 'type':'integer','enum':[2,3]; enum value 1 removed from spec.f",
                "'type':'string'; 'type':'string','pattern':'a'; pattern of spec.f added",
                "'type':'string','pattern':'a'; 'type':'string','pattern':'b'; pattern of spec.f changed",
                "'type':'integer'; 'type':'integer','minimum':1; minimum of spec.f added",
                "'type':'integer','minimum':1; 'type':'integer','minimum':2; minimum of spec.f changed",
                "'type':'integer'; 'type':'integer','maximum':1; maximum of spec.f added",
                "'type':'integer','maximum':2; 'type':'integer','maximum':1.5; maximum of spec.f changed",
                "'type':'string'; 'type':'string','minLength':1; minLength of spec.f added",
                "'type':'string','minLength':1; 'type':'string','minLength':2; minLength of spec.f changed",
                "'type':'string'; 'type':'string','maxLength':1; maxLength of spec.f added",
                "'type':'string','maxLength':2; 'type':'string','maxLength':1; maxLength of spec.f changed",
                "'type':'array'; 'type':'array','minItems':1; minItems of spec.f added",
                "'type':'array','minItems':1; 'type':'array','minItems':2; minItems of spec.f changed",
                "'type':'array'; 'type':'array','maxItems':1; maxItems of spec.f added",
                "'type':'array','maxItems':2; 'type':'array','maxItems':1; maxItems of spec.f changed",
                "'type':'array','items':{'type':'string'}; 'type':'array'; the items schema of spec.f was removed",
                "'type':'array','items':{'type':'string'}; 'type':'array','items':{'type':'integer'};"
                        + " spec.f[] changed type from string to integer",
            })
    void aFieldBreaksThatTakesLessThanBefore(String before, String after, String expected) {
        CrdChanges changes = CrdChanges.between(field(before), field(after));
        assertThat(changes.breaking()).containsExactly(expected);
        assertThat(changes.different()).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'type':'string','description':'a'; 'type':'string','description':'b'; description of spec.f changed",
                "'type':'string'; 'type':'string','default':'a'; default of spec.f changed",
                "'type':'string','default':'a'; 'type':'string','default':'b'; default of spec.f changed",
                "'type':'string','default':'a'; 'type':'string'; default of spec.f changed",
                "'type':'string','enum':['a']; 'type':'string','enum':['a','b']; enum value b added to spec.f",
                "'type':'string'; 'type':'string','enum':['a']; spec.f got an enum",
                "'type':'string','enum':['a']; 'type':'string'; spec.f lost an enum",
                "'type':'string','pattern':'a'; 'type':'string'; pattern of spec.f removed",
                "'type':'integer','minimum':2; 'type':'integer','minimum':1; minimum of spec.f changed",
                "'type':'integer','minimum':2; 'type':'integer'; minimum of spec.f removed",
                "'type':'integer','maximum':1; 'type':'integer','maximum':2; maximum of spec.f changed",
                "'type':'integer','maximum':1; 'type':'integer'; maximum of spec.f removed",
                "'type':'string','minLength':2; 'type':'string','minLength':1; minLength of spec.f changed",
                "'type':'string','maxLength':1; 'type':'string'; maxLength of spec.f removed",
                "'type':'array','minItems':2; 'type':'array'; minItems of spec.f removed",
                "'type':'array','maxItems':1; 'type':'array','maxItems':2; maxItems of spec.f changed",
                "'type':'array'; 'type':'array','items':{'type':'string'}; an items schema was added to spec.f",
                "'type':'object','additionalProperties':{'type':'string'};"
                        + " 'type':'object','additionalProperties':{'type':'integer'}; the values of spec.f changed",
            })
    void aFieldThatTakesAsMuchAsBeforeIsRolledOut(String before, String after, String expected) {
        CrdChanges changes = CrdChanges.between(field(before), field(after));
        assertThat(changes.breaking()).isEmpty();
        assertThat(changes.nonBreaking()).containsExactly(expected);
        assertThat(changes.different()).isTrue();
    }

    /// kro sees none of these and so never writes them until something else changes, too.
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'type':'string'; 'type':'string','format':'date-time'",
                "'type':'string'; 'type':'string','x-kubernetes-validations':[{'rule':'self != 1','message':'m'}]",
                "'type':'string','x-kubernetes-validations':[{'rule':'self == oldSelf'}]; 'type':'string'",
                "'type':'array'; 'type':'array','x-kubernetes-list-type':'set'",
                "'type':'array','x-kubernetes-list-map-keys':['a']; 'type':'array','x-kubernetes-list-map-keys':['b']",
                "'type':'object'; 'type':'object','x-kubernetes-preserve-unknown-fields':true",
                "'type':'string'; 'type':'string','nullable':true",
            })
    void whatKroDoesNotSeeIsRolledOut(String before, String after) {
        CrdChanges changes = CrdChanges.between(field(before), field(after));
        assertThat(changes.breaking()).isEmpty();
        assertThat(changes.different()).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'properties':{'a':{'type':'string'}}; 'properties':{}; property spec.a was removed",
                "'properties':{'a':{'type':'string'}}; 'properties':{'a':{'type':'string'}},'required':['a'];"
                        + " property spec.a became required",
                "'properties':{}; 'properties':{'a':{'type':'string'}},'required':['a'];"
                        + " required property spec.a was added without a default",
                "'properties':{'a':{'type':'string','default':'x'}},'required':['a'];"
                        + " 'properties':{'a':{'type':'string'}},'required':['a'];"
                        + " required property spec.a lost its default",
                "'properties':{'a':{'type':'object','properties':{'b':{'type':'string'}}}};"
                        + " 'properties':{'a':{'type':'object','properties':{}}}; property spec.a.b was removed",
            })
    void anObjectBreaksThatLosesAFieldOrDemandsOne(String before, String after, String expected) {
        assertThat(CrdChanges.between(crd(before), crd(after)).breaking()).containsExactly(expected);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'properties':{}; 'properties':{'a':{'type':'string'}}; property spec.a was added",
                "'properties':{}; 'properties':{'a':{'type':'string','default':'x'}},'required':['a'];"
                        + " property spec.a was added",
                "'properties':{'a':{'type':'string'}},'required':['a']; 'properties':{'a':{'type':'string'}};"
                        + " property spec.a is no longer required",
            })
    void anObjectThatDemandsNoMoreIsRolledOut(String before, String after, String expected) {
        CrdChanges changes = CrdChanges.between(crd(before), crd(after));
        assertThat(changes.breaking()).isEmpty();
        assertThat(changes.nonBreaking()).containsExactly(expected);
        assertThat(changes.different()).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'name':'v1'; 'name':'v2'; version changed from v1 to v2",
                "'served':true; 'served':false; version v1 is no longer served",
                "'subresources':{'status':{}}; 'subresources':{}; the status subresource was removed",
                "'ready':{'type':'boolean'}; 'open':{'type':'boolean'}; property status.ready was removed",
                "'ready':{'type':'boolean'}; 'ready':{'type':'string'};"
                        + " status.ready changed type from boolean to string",
            })
    void theVersionAndTheStatusAreComparedToo(String part, String by, String expected) {
        JsonObject old = crd("'properties':{'f':{'type':'string'}}");
        assertThat(CrdChanges.between(old, replaced(part, by)).breaking()).containsExactly(expected);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "'name':'Age'; 'name':'Since'",
                "'shortNames':['wa']; 'shortNames':['app']",
                "'shortNames':['wa']; 'categories':['all']",
                "'kro.run/owned':'true'; 'kro.run/owned':'true','team':'a'",
                "'labels':; 'annotations':{'a':'b'},'labels':",
            })
    void columnsNamesLabelsAndAnnotationsAreRolledOut(String part, String by) {
        JsonObject old = crd("'properties':{'f':{'type':'string'}}");
        CrdChanges changes = CrdChanges.between(old, replaced(part, by));
        assertThat(changes.breaking()).isEmpty();
        assertThat(changes.nonBreaking()).isEmpty();
        assertThat(changes.different()).isTrue();
    }

    @Test
    void nothingIsWrittenForTheSameInAnotherOrderOrForLabelsOfOthers() {
        JsonObject old = replaced("'labels':{", "'labels':{'argocd.argoproj.io/instance':'apps',");
        JsonObject same = crd("'properties':{'f':{'type':'string'}}");
        assertThat(CrdChanges.between(old, same)).isEqualTo(new CrdChanges(List.of(), List.of(), false));
        assertThat(CrdChanges.between(field("'type':'string','pattern':'a'"), field("'pattern':'a','type':'string'"))
                        .different())
                .isFalse();
    }

    @Test
    void afterAChangeOfTypeNothingBelowIsNamed() {
        JsonObject before = field("'type':'object','properties':{'a':{'type':'string'}}");
        assertThat(CrdChanges.between(before, field("'type':'string'")).breaking())
                .containsExactly("spec.f changed type from object to string");
    }

    @Test
    void theMessageNamesThreeChangesAndCountsTheOthers() {
        CrdChanges changes = new CrdChanges(
                IntStream.rangeClosed(1, 5)
                        .mapToObj("property spec.p%d was removed"::formatted)
                        .toList(),
                List.of(),
                true);
        assertThat(changes.message("webapps.kro.run"))
                .isEqualTo("cannot update CRD webapps.kro.run: breaking changes detected: property spec.p1 was removed;"
                        + " property spec.p2 was removed; property spec.p3 was removed; and 2 more changes");
        assertThat(new CrdChanges(List.of(), List.of(), true).message("webapps.kro.run"))
                .isEmpty();
    }

    /// kro writes the list of conditions as a list map from v0.10 on: a CRD of before must not stand in the way of a
    /// takeover.
    @Test
    void theKeyOfConditionsMayBecomeRequired() {
        String conditions =
                "'ready':{'type':'array','items':{'type':'object','properties':{'type':{'type':'string'}}%s}}";
        JsonObject before = replaced(
                "'ready':{'type':'boolean'}",
                conditions.replace("ready", "conditions").formatted(""));
        JsonObject after = replaced(
                "'ready':{'type':'boolean'}",
                conditions.replace("ready", "conditions").formatted(",'required':['type']"));
        assertThat(CrdChanges.between(before, after).breaking()).isEmpty();
        assertThat(CrdChanges.between(before, after).different()).isTrue();
    }
}

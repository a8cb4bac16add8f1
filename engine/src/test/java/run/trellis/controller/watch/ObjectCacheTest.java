package run.trellis.controller.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;
import run.trellis.object.Outline;

class ObjectCacheTest {
    private final ObjectCache cache = new ObjectCache();

    private static Manifest config(String uid, int version, String value, String metadata) {
        return new Manifest((JsonObject) JsonText.parse("""
                {"apiVersion":"v1","kind":"ConfigMap",
                 "metadata":{"name":"web","namespace":"team","uid":"%s","resourceVersion":"%d"%s},
                 "data":{"value":"%s"}}""".formatted(uid, version, metadata, value)));
    }

    private static Manifest config(String uid, int version, String value) {
        return config(uid, version, value, "");
    }

    @Test
    void theEventThatFollowsOurOwnWriteIsNoNews() {
        cache.offer(config("u", 5, "a"));
        assertThat(cache.store(config("u", 5, "a"))).isEmpty();
    }

    @Test
    void whatIsOlderThanWhatIsKnownIsIgnored() {
        cache.store(config("u", 9, "new"));
        assertThat(cache.store(config("u", 5, "old"))).isEmpty();
        assertThat(cache.get(config("u", 9, "new").key())).contains(config("u", 9, "new"));
    }

    @Test
    void whatIsNewerIsNewsWithBothForms() {
        cache.store(config("u", 5, "a"));
        assertThat(cache.store(config("u", 10, "b"))).hasValueSatisfying(change -> {
            assertThat(change.before()).contains(config("u", 5, "a"));
            assertThat(change.now()).contains(config("u", 10, "b"));
        });
    }

    @Test
    void aNewVersionWithTheSameSubstanceIsStoredButNoNews() {
        cache.store(config("u", 5, "a"));
        assertThat(cache.store(config("u", 6, "a"))).isEmpty();
        assertThat(cache.get(config("u", 6, "a").key())).contains(config("u", 6, "a"));
    }

    @Test
    void theDeletionOfAnOlderObjectOfTheSameNameIsIgnored() {
        cache.store(config("second", 8, "a"));
        assertThat(cache.remove(config("first", 7, "a"))).isEmpty();
        assertThat(cache.all()).hasSize(1);
        assertThat(cache.remove(config("second", 9, "a"))).isPresent();
        assertThat(cache.all()).isEmpty();
    }

    @Test
    void anObjectMadeAnewReplacesTheOldOneWhateverItsVersion() {
        cache.store(config("first", 9, "a"));
        assertThat(cache.store(config("second", 3, "b"))).isPresent();
        assertThat(cache.get(config("second", 3, "b").key())).contains(config("second", 3, "b"));
    }

    @Test
    void whatEndedByOurOwnRequestIsNotBroughtBackByEventsOfItsLife() {
        cache.offer(config("u", 9, "a"));
        cache.forget(config("u", 9, "a"));
        assertThat(cache.store(config("u", 5, "a"))).isEmpty();
        assertThat(cache.store(config("u", 7, "b"))).isEmpty();
        assertThat(cache.all()).isEmpty();
        assertThat(cache.store(config("next", 12, "c"))).isPresent();
        assertThat(cache.remove(config("u", 11, "a"))).isEmpty();
        assertThat(cache.ended()).isEmpty();
        assertThat(cache.all()).containsExactly(config("next", 12, "c"));
    }

    @Test
    void aListThatBeganAfterTheEndLeavesNothingToRemember() {
        cache.offer(config("u", 9, "a"));
        cache.forget(config("u", 9, "a"));
        cache.settled(cache.ended());
        assertThat(cache.ended()).isEmpty();
        cache.forget(config("u", 9, "a"));
        assertThat(cache.ended()).as("nothing ends twice").isEmpty();
    }

    @Test
    void objectsAreFoundByTheInstanceThatOwnsOrSharesThem() {
        Manifest owned = config("u", 1, "a", ",\"labels\":{\"kro.run/instance-id\":\"blue\"}");
        cache.store(owned);
        assertThat(cache.ofInstance("blue")).containsExactly(owned);
        Manifest shared = config(
                "u", 2, "a", ",\"annotations\":{\"shared.trellis.run/green\":\"x\",\"shared.trellis.run/red\":\"y\"}");
        cache.store(shared);
        assertThat(cache.ofInstance("blue")).isEmpty();
        assertThat(cache.ofInstance("green")).containsExactly(shared);
        assertThat(cache.ofInstance("red")).containsExactly(shared);
        cache.forget(shared);
        assertThat(cache.ofInstance("red")).isEmpty();
    }

    @Test
    void aChangeOfWhatNobodyNeedsIsNoNews() {
        cache.keep(Outline.METADATA);
        cache.store(config("u", 5, "a"));
        assertThat(cache.store(config("u", 6, "b"))).isEmpty();
        assertThat(cache.get(config("u", 6, "b").key()))
                .hasValueSatisfying(
                        known -> assertThat(known.body().fields()).containsOnlyKeys("apiVersion", "kind", "metadata"));
        assertThat(cache.store(config("u", 7, "b", ",\"generation\":2"))).isPresent();
    }

    @Test
    void whoNeedsMoreGetsItWithoutNews() {
        cache.keep(Outline.METADATA);
        cache.store(config("u", 5, "a"));
        cache.keep(Outline.WHOLE);
        cache.widen(config("u", 4, "older"));
        assertThat(cache.get(config("u", 5, "a").key()).orElseThrow()).isNotEqualTo(config("u", 5, "a"));
        cache.widen(config("u", 5, "a"));
        assertThat(cache.get(config("u", 5, "a").key())).contains(config("u", 5, "a"));
        cache.widen(config("u", 6, "the watch will tell"));
        assertThat(cache.store(config("u", 6, "the watch will tell"))).isPresent();
    }

    @Test
    void whatHasChangedSinceAListIsNewerThanTheList() {
        assertThat(ObjectCache.isNewer(config("u", 8, "a"), "7")).isTrue();
        assertThat(ObjectCache.isNewer(config("u", 7, "a"), "7")).isFalse();
        assertThat(ObjectCache.isNewer(config("u", 7, "a"), ""))
                .as("a list without a version")
                .isFalse();
    }

    @Test
    void anAnswerThatComesAfterTheEndOfItsObjectDoesNotBringItBack() {
        cache.store(config("u", 5, "a"));
        cache.heard("5");
        cache.remove(config("u", 6, "a"));
        cache.heard("6");
        cache.offer(config("u", 5, "a"));
        assertThat(cache.all()).isEmpty();
        cache.offer(config("next", 7, "a"));
        assertThat(cache.all()).as("an answer that is ahead of the watch").containsExactly(config("next", 7, "a"));
    }
}

package run.trellis.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The plural of a kind, the same that kro makes (gobuffalo/flect 1.0.3), because a CRD's name depends on it.
///
/// Where flect's treatment of abbreviations gives names that no API server accepts (`Dns`, `Https`), the lower-case
/// plural is taken.
final class PluralRules {
    /// Singular and plural; `also X`: X is a plural too; `oneway`: the plural is no word of its own; `exact`: the
    /// word is no ending of longer words.
    private static final String DICTIONARY = """
            aircraft aircraft, beef beef also beefs, bison bison, blues blues oneway, chassis chassis,
            deer deer, fish fish also fishes, moose moose, police police, salmon salmon also salmons,
            series series, sheep sheep, shrimp shrimp also shrimps, species species, swine swine also swines,
            trout trout also trouts, tuna tuna also tunas, you you, child children, ox oxen exact, foot feet,
            goose geese, man men, human humans, louse lice exact, mouse mice, tooth teeth, woman women,
            die dice exact, person people, adieu adieux also adieus, fabliau fabliaux,
            bureau bureaus also bureaux, criterion criteria, ganglion ganglia also ganglions,
            lexicon lexica also lexicons, mitochondrion mitochondria also mitochondrions, noumenon noumena,
            phenomenon phenomena, taxon taxa, media media, medium media also mediums oneway,
            stadium stadiums also stadia, aquarium aquaria also aquariums,
            auditorium auditoria also auditoriums, symposium symposia also symposiums,
            curriculum curriculums also curricula, quota quotas, alumnus alumni also alumnuses,
            bacillus bacilli, cactus cacti also cactuses, coccus cocci, focus foci also focuses,
            locus loci also locuses, nucleus nuclei also nucleuses, octopus octupuses also octopi,
            radius radii also radiuses, syllabus syllabi, corpus corpora also corpuses, genus genera,
            alumna alumnae, vertebra vertebrae, differentia differentiae, minutia minutiae, vita vitae,
            larva larvae, postcava postcavae, praecava praecavae, uva uvae, apex apices also apexes,
            codex codices also codexes, index indices also indexes, latex latices also latexes,
            vertex vertices also vertexes, vortex vortices also vortexes, appendix appendices also appendixes,
            radix radices also radixes, helix helices also helixes, axis axes exact, crisis crises,
            ellipsis ellipses oneway, genesis geneses, oasis oases, thesis theses, testis testes, base bases,
            basis bases oneway, alias aliases exact, vedalia vedalias, use uses exact, abuse abuses,
            cause causes, clause clauses, cruse cruses, excuse excuses, fuse fuses, house houses,
            misuse misuses, muse muses, pause pauses, ache aches, topaz topazes,
            buffalo buffaloes also buffalos, potato potatoes, tomato tomatoes, equipment equipment,
            information information, jeans jeans, money money, news news, rice rice, dwarf dwarfs also dwarves,
            hoof hoofs also hooves, thief thieves, chive chives, hive hives, move moves, movie movies,
            cookie cookies, pretorium pretoriums, agenda agendas, formula formulas also formulae, shoe shoes,
            toe toes exact, graffiti graffiti, ID IDs exact
            """;

    /// Endings; the first that fits wins.
    private static final String ENDINGS = """
            tive tives, eaf eaves, oaf oaves, afe aves, arf arves, rfe rves, rf rves, lf lves, fe ves, ay ays,
            ey eys, oy oys, quy quies, uy uys, y ies, eau eaux, bula bulae, dula bulae, lula bulae, nula bulae,
            vula bulae, hedron hedra, ium ia, seum seums, eum ea, oum oa, stracum straca, dum da, elum ela,
            ilum ila, olum ola, ulum ula, llum lla, ylum yla, imum ima, ernum erna, gnum gna, brum bra,
            crum cra, terum tera, serum sera, trum tra, antum anta, atum ata, entum enta, etum eta, itum ita,
            otum ota, utum uta, ctum cta, ovum ova, trix trices, iasis iases, mesis meses, kinesis kineses,
            resis reses, gnosis gnoses, opsis opses, ysis yses, ouse ouses, lause lauses, us uses, ch ches,
            io ios, sh shes, ss sses, ez ezzes, iz izzes, tz tzes, zz zzes, ano anos, lo los, to tos, oo oos,
            o oes, x xes
            """;

    /// Abbreviations are outside the rules; flect makes invalid names of those that end with `s`.
    private static final Set<String> ABBREVIATIONS = Set.of(
            "aes", "bss", "cmos", "des", "dns", "ess", "fcs", "https", "ids", "ips", "mpls", "nrz", "pots", "ssh");

    private static final Map<String, String> PLURALS = new HashMap<>();
    private static final Set<String> ALREADY_PLURAL = new HashSet<>();
    private static final List<Ending> RULES = rules();

    private PluralRules() {}

    private record Ending(String singular, String plural) {
        /// The plural of a word with this ending; a word that ends like the plural is one already.
        Optional<String> apply(String word) {
            if (word.endsWith(plural)) {
                return Optional.of(word);
            }
            return word.endsWith(singular)
                    ? Optional.of(word.substring(0, word.length() - singular.length()) + plural)
                    : Optional.empty();
        }
    }

    /// The plural of a kind, in lower case: `Policy` gives `policies`.
    static String plural(String kind) {
        String word = kind.toLowerCase(Locale.ROOT);
        if (ABBREVIATIONS.contains(word)) {
            return word + (word.endsWith("s") ? "es" : "s");
        }
        String known = PLURALS.get(word);
        if (known != null) {
            return known;
        }
        if (ALREADY_PLURAL.contains(word)) {
            return word;
        }
        return RULES.stream()
                .flatMap(rule -> rule.apply(word).stream())
                .findFirst()
                .orElse(word.endsWith("s") ? word : word + "s");
    }

    /// The dictionary's words as endings come first, the last before the first, as flect builds its list.
    private static List<Ending> rules() {
        List<Ending> rules = new ArrayList<>();
        for (String line : DICTIONARY.strip().split(",\\s+", -1)) {
            String[] parts = line.split("\\s+", -1);
            PLURALS.put(parts[0], parts[1]);
            List<String> flags = List.of(parts);
            if (!flags.contains("oneway")) {
                ALREADY_PLURAL.add(parts[1]);
                if (parts.length > 3) {
                    ALREADY_PLURAL.add(parts[3]);
                }
            }
            if (!flags.contains("exact")) {
                rules.addFirst(new Ending(parts[0], parts[1]));
            }
        }
        for (String line : ENDINGS.strip().split(",\\s+", -1)) {
            String[] parts = line.split("\\s+", -1);
            rules.add(new Ending(parts[0], parts[1]));
        }
        return rules;
    }
}

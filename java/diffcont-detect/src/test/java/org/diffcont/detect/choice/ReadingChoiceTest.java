package org.diffcont.detect.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.Reading;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.detect.choice.ReadingChoice.Trial;
import org.diffcont.detect.normality.SyntheticResult;
import org.junit.jupiter.api.Test;

class ReadingChoiceTest {
    private static final Candidate CANDIDATE = Candidate.of("levels:4/patch_memory:2");
    private static final Candidate OTHER = Candidate.of("levels:4/diagonal");
    /** Of logarithms 0, 1, 2, 3. */
    private static final double[] NORMALS = logarithmic(0, 1, 2, 3);

    /** The rate of the threshold: of four normal images half of the largest's share. */
    private static final double FALSE_ALARMS = 1 / 8.0;

    private static double[] logarithmic(double... logs) {
        return Arrays.stream(logs).map(Math::exp).toArray();
    }

    private static Trial trial(Candidate candidate, double share, double... defectLogs) {
        return new Trial(new Reading(candidate, new Pooling(share)), NORMALS, logarithmic(defectLogs));
    }

    /** The shares and their own AUROCs, in the order taken. */
    private static List<List<Double>> taken(Fusion fusion, Set<Candidate> without, Trial... trials) {
        ReadingOrder order = new ReadingChoice(List.of(trials), List.of(), fusion, FALSE_ALARMS);
        List<Reading> taken = new ArrayList<>();
        List<List<Double>> all = new ArrayList<>();
        Optional<ReadingOrder.Next> next;
        while ((next = order.after(taken, without)).isPresent()) {
            taken.add(next.get().reading());
            all.add(List.of(taken.getLast().pooling().share(), next.get().synthetic().orElseThrow().auroc()));
        }
        return all;
    }

    @Test
    void firstTheBestAloneThenWhatAddsMostToIt() {
        // Of four defects the first sees two, the second the same two a little less well, the third the two others.
        Trial first = trial(CANDIDATE, .1, 9, 9, 2.5, 1.5);
        Trial same = trial(CANDIDATE, .2, 9, 9, 1.5, 1.5);
        Trial others = trial(CANDIDATE, .3, -9, -9, 9, 9);
        assertEquals(List.of(List.of(.1, 13 / 16.0), List.of(.3, 8 / 16.0), List.of(.2, 12 / 16.0)),
            taken(Fusion.MAX, Set.of(), same, first, others));
    }

    @Test
    void fusesAsTheClassWill() {
        Trial best = trial(CANDIDATE, .1, 2.5, 2.5, 2.5);
        Trial one = trial(CANDIDATE, .2, 5, -9, -9);
        Trial all = trial(CANDIDATE, .3, 2.7, 2.7, 1.8);
        assertEquals(List.of(.1, .2, .3), shares(Fusion.MAX, best, one, all));
        assertEquals(List.of(.1, .3, .2), shares(Fusion.MEAN, best, one, all));
    }

    @Test
    void ofLikeOrderTheOneWhoseDefectsTheThresholdWillFind() {
        // Both outscore three of four normal images on average: one by all defects alike, one by most of them clearly.
        Trial alike = trial(CANDIDATE, .1, 2.5, 2.5, 2.5, 2.5);
        Trial clearly = trial(OTHER, .2, 9, 9, 9, -9);
        assertEquals(List.of(List.of(.2, 3 / 4.0), List.of(.1, 3 / 4.0)),
            taken(Fusion.MAX, Set.of(), alike, clearly));
    }

    @Test
    void whatIsFoundIsToldOfAllTakenSoFar() {
        Trial two = trial(CANDIDATE, .1, 9, 9, 2.5, 1.5);
        Trial third = trial(CANDIDATE, .3, -9, 2.5, 9, 1.5);
        ReadingOrder order = new ReadingChoice(List.of(two, third), List.of(), Fusion.MAX, FALSE_ALARMS);
        assertEquals(new SyntheticResult(13 / 16.0, .5, FALSE_ALARMS),
            order.after(List.of(), Set.of()).orElseThrow().synthetic().orElseThrow());
        assertEquals(new SyntheticResult(9 / 16.0, .75, FALSE_ALARMS),
            order.after(List.of(two.reading()), Set.of()).orElseThrow().synthetic().orElseThrow());
    }

    @Test
    void whatEveryClassHasComesFirstAndDoesNotCountInTheChoice() {
        Trial always = trial(CANDIDATE, .1, 9, 9, -9, -9);
        Trial best = trial(OTHER, .2, 9, 9, 1.5, -9);
        Trial rest = trial(CANDIDATE, .3, -9, -9, 9, 9);
        ReadingOrder order = new ReadingChoice(List.of(best, always, rest), List.of(always.reading()), Fusion.MAX,
            FALSE_ALARMS);
        assertEquals(always.reading(), order.after(List.of(), Set.of()).orElseThrow().reading());
        // Fused with the first, the third would find all; alone it finds less than the second.
        ReadingOrder.Next chosen = order.after(List.of(always.reading()), Set.of()).orElseThrow();
        assertEquals(best.reading(), chosen.reading());
        assertEquals(new SyntheticResult(10 / 16.0, .5, FALSE_ALARMS), chosen.synthetic().orElseThrow());
        assertEquals(best.reading(), order.after(List.of(), Set.of(CANDIDATE)).orElseThrow().reading());
    }

    private static List<Double> shares(Fusion fusion, Trial... trials) {
        return taken(fusion, Set.of(), trials).stream().map(List::getFirst).toList();
    }

    @Test
    void ofEqualOnesACandidateNotYetTakenThenTheFirstGiven() {
        assertEquals(List.of(.1, .4, .2, .3), shares(Fusion.MAX, trial(CANDIDATE, .1, 9, 9),
            trial(CANDIDATE, .2, 9, 9), trial(CANDIDATE, .3, 9, 9), trial(OTHER, .4, 9, 9)));
    }

    @Test
    void takesNoneOfCandidatesLeftOut() {
        assertEquals(List.of(List.of(.4, .5)), taken(Fusion.MAX, Set.of(CANDIDATE), trial(CANDIDATE, .1, 9, 9),
            trial(OTHER, .4, 1.5, 1.5)));
    }

    @Test
    void givenReadingsAreTakenInTheirOrder() {
        List<Reading> given = List.of(new Reading(OTHER, Pooling.MEAN),
            new Reading(CANDIDATE, Pooling.MAX), new Reading(OTHER, Pooling.MAX));
        ReadingOrder order = ReadingOrder.given(given);
        assertEquals(given.get(1), order.after(given.subList(0, 1), Set.of()).orElseThrow().reading());
        assertEquals(given.get(1), order.after(List.of(), Set.of(OTHER)).orElseThrow().reading());
        assertEquals(Optional.empty(), order.after(given, Set.of()));
    }
}

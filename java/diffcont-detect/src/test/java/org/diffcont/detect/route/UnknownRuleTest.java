package org.diffcont.detect.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.source.Features;
import org.junit.jupiter.api.Test;

class UnknownRuleTest {
    private static final RoutingSettings BY_ANGLE = Settings.profile("industrial").routing();

    /** Unit vectors in a plane, at these angles in degrees from the first axis. */
    private static Features at(double... degrees) {
        float[] values = new float[degrees.length * 3];
        for (int i = 0; i < degrees.length; i++) {
            values[3 * i] = (float) Math.cos(Math.toRadians(degrees[i]));
            values[3 * i + 1] = (float) Math.sin(Math.toRadians(degrees[i]));
        }
        return Features.of(values, degrees.length, 1, 3);
    }

    private static SharedCovariance router(Features... classes) {
        SharedCovariance router = SharedCovariance.empty();
        for (Features features : classes) {
            router = router.with(features);
        }
        return router;
    }

    private static double degrees(double angle) {
        return Math.toDegrees(Math.acos(1 - angle));
    }

    @Test
    void aProductThatIsAlwaysAlikeStillAllowsForADefect() {
        UnknownRule rule = UnknownRule.of(BY_ANGLE, router(at(-0.1, 0, 0.1)));
        double limit = degrees(UnknownRule.ByAngle.LEAST);
        Features probes = at(limit - 1, limit + 1, -limit + 1, 90);
        assertFalse(rule.unknown(probes, 0, 0));
        assertTrue(rule.unknown(probes, 1, 0));
        assertFalse(rule.unknown(probes, 2, 0));
        assertTrue(rule.unknown(probes, 3, 0));
    }

    @Test
    void aProductThatVariesMuchDoesNotTakeInOthers() {
        UnknownRule rule = UnknownRule.of(BY_ANGLE, router(at(-40, -20, 0, 20, 40)));
        double limit = degrees(UnknownRule.ByAngle.MOST);
        Features probes = at(limit - 1, limit + 1);
        assertFalse(rule.unknown(probes, 0, 0));
        assertTrue(rule.unknown(probes, 1, 0));
    }

    @Test
    void whatElseWasLearnedChangesNothing() {
        Features own = at(-8, -3, 0, 3, 8);
        UnknownRule alone = UnknownRule.of(BY_ANGLE, router(own));
        UnknownRule among = UnknownRule.of(BY_ANGLE, router(own, at(120, 121, 122), at(200, 203, 206)));
        Features probes = at(0, 20, 35, 40, 44, 46, 50, 120, 180);
        for (int i = 0; i < probes.count(); i++) {
            assertEquals(alone.unknown(probes, i, 0), among.unknown(probes, i, 0), "probe " + i);
        }
    }

    @Test
    void brightnessOfTheDescriptorDoesNotCount() {
        UnknownRule rule = UnknownRule.of(BY_ANGLE, router(at(-2, 0, 2)));
        Features far = Features.of(new float[] {300, 0, 0, 0, 0, 0}, 2, 1, 3);
        assertFalse(rule.unknown(far, 0, 0));
        assertTrue(rule.unknown(far, 1, 0), "a descriptor without a direction is no product's");
    }

    @Test
    void noneIsUnknownWhereTheConfigurationDoesNotAsk() {
        RoutingSettings never = Settings.profile("industrial").with("routing.unknown_rate", "0").routing();
        assertFalse(UnknownRule.of(never, router(at(-1, 0, 1))).unknown(at(180), 0, 0));
    }

    @Test
    void aRouterMakesTheRuleOnceForAConfiguration() {
        SharedCovariance router = router(at(-1, 0, 1));
        UnknownRule rule = router.unknownRule(BY_ANGLE);
        assertSame(rule, router.unknownRule(BY_ANGLE));
        RoutingSettings never = Settings.profile("industrial").with("routing.unknown_rate", "0").routing();
        assertTrue(rule.unknown(at(180), 0, 0));
        assertFalse(router.unknownRule(never).unknown(at(180), 0, 0));
    }

    @Test
    void aSourceMadeByHandIsJudgedByTheSharedCovariance() {
        SharedCovariance router = router(at(-5, -3, -1, 1, 3, 5), at(90, 92, 95, 97));
        RoutingSettings routing = Settings.defaults().routing();
        SharedCovariance.Rule covariance = router.rule();
        Features probes = at(0, 6, 12, 20, 40);
        for (int i = 0; i < probes.count(); i++) {
            assertEquals(covariance.strangeness(probes, i, 0) > covariance.limit(routing.unknownRate()),
                UnknownRule.of(routing, router).unknown(probes, i, 0), "probe " + i);
        }
    }
}

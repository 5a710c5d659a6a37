package org.diffcont;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Who may know whom. The modules' descriptors say the same of modules, but our own programs run on the class path, and
 * no descriptor speaks of the packages in one module.
 */
@AnalyzeClasses(packages = "org.diffcont", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] NATIVE = packages("nativecore..");
    private static final String[] DETECT = packages("config", "defect", "detect..", "drawing", "error", "evt", "files",
        "heatmap", "image", "inspection", "intake", "machine", "model", "monitor", "operation", "pose", "progress",
        "random");
    private static final String[] CONTINUAL = packages("replay", "strategy", "training");
    private static final String[] BENCHMARK = packages("benchmark", "dataset", "evaluate", "experience", "grid",
        "synthetic..");
    private static final String[] REPORT = packages("report");
    private static final String[] CLI = packages("cli");
    /** Those that an application compiles against. */
    private static final String[] EXPORTED = packages("error", "inspection", "progress");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_BELONGS_TO_A_MODULE = classes().should().resideInAnyPackage(
        Stream.of(NATIVE, DETECT, CONTINUAL, BENCHMARK, REPORT, CLI).flatMap(Arrays::stream).toArray(String[]::new));

    @ArchTest
    static final ArchRule MODULES_KNOW_ONLY_THOSE_BELOW = layeredArchitecture().consideringOnlyDependenciesInLayers()
        .layer("nativecore").definedBy(NATIVE).layer("detect").definedBy(DETECT)
        .layer("continual").definedBy(CONTINUAL).layer("benchmark").definedBy(BENCHMARK)
        .layer("report").definedBy(REPORT).layer("cli").definedBy(CLI)
        .whereLayer("cli").mayNotBeAccessedByAnyLayer()
        .whereLayer("report").mayOnlyBeAccessedByLayers("cli")
        .whereLayer("benchmark").mayOnlyBeAccessedByLayers("report", "cli")
        .whereLayer("continual").mayOnlyBeAccessedByLayers("benchmark", "report", "cli")
        .whereLayer("detect").mayOnlyBeAccessedByLayers("continual", "benchmark", "report", "cli");

    @ArchTest
    static final ArchRule DETECTION_KNOWS_NOTHING_OF_WHO_TRAINS_OR_MEASURES = noClasses().that()
        .resideInAnyPackage(DETECT).should().dependOnClassesThat().resideInAnyPackage(packages("strategy..",
            "replay..", "training..", "synthetic..", "benchmark..", "evaluate..", "grid..", "experience..",
            "dataset.."));

    @ArchTest
    static final ArchRule NO_PACKAGES_KNOW_EACH_OTHER_IN_A_CIRCLE = slices().matching("org.diffcont.(**)").should()
        .beFreeOfCycles();

    @ArchTest
    static final ArchRule NATIVE_MEMORY_IS_THE_NATIVE_MODULES_OWN = members().that().areDeclaredInClassesThat()
        .resideOutsideOfPackages(NATIVE).and().areDeclaredInClassesThat().arePublic().and().arePublic()
        .should(nameNoForeignType());

    @ArchTest
    static final ArchRule APPLICATIONS_SEE_NO_NATIVE_MEMORY = members().that().areDeclaredInClassesThat()
        .resideInAnyPackage(EXPORTED).should(nameNoForeignType());

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(name -> "org.diffcont." + name).toArray(String[]::new);
    }

    /** In a field's type, or a method's parameters, result and exceptions, with all that their type arguments name. */
    private static ArchCondition<JavaMember> nameNoForeignType() {
        return new ArchCondition<>("name no type of java.lang.foreign") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                types(member).filter(type -> type.getPackageName().startsWith("java.lang.foreign")).forEach(type ->
                    events.add(SimpleConditionEvent.violated(member, member.getDescription() + " names "
                        + type.getName())));
            }
        };
    }

    private static Stream<JavaClass> types(JavaMember member) {
        Stream<? extends JavaType> named = switch (member) {
            case JavaField field -> Stream.of(field.getType());
            case JavaCodeUnit unit -> Stream.concat(Stream.concat(unit.getParameterTypes().stream(),
                Stream.of(unit.getReturnType())), unit.getExceptionTypes().stream());
            default -> throw new IllegalArgumentException("neither a field nor code: " + member);
        };
        return named.flatMap(type -> type.getAllInvolvedRawTypes().stream()).map(JavaClass::getBaseComponentType);
    }
}

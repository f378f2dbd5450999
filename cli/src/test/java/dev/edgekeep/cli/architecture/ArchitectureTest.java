package dev.edgekeep.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the module table of docs/architecture.md, and the one direction through the edge. */
class ArchitectureTest {
  /**
   * Each module may use those before it. The benchmarks use all of them, and Maven lets none use
   * the benchmarks.
   */
  static final List<String> MODULES =
      List.of(
          "x509",
          "rules",
          "keyless",
          "config",
          "daemon",
          "tls",
          "snapshot",
          "fleet",
          "keyserver",
          "edge",
          "control",
          "cli");

  /**
   * The way of a request through the edge: nothing uses what comes before it, but for the verdict
   * of clientauth, which all later steps speak of.
   */
  static final List<String> WAY =
      List.of(
          "listen",
          "tls",
          "clientauth",
          "exchange",
          "compress",
          "respond",
          "forward",
          "origin",
          "tunnel");

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.edgekeep");

  @ParameterizedTest
  @MethodSource("modulesThatOthersUse")
  void aModuleUsesOnlyWhatStandsAboveIt(String module) {
    Set<String> below =
        MODULES.stream()
            .dropWhile(name -> !name.equals(module))
            .skip(1)
            .map(ArchitectureTest::everythingOf)
            .collect(Collectors.toSet());
    check(
        noClasses()
            .that()
            .resideInAPackage(everythingOf(module))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(below.toArray(String[]::new)));
  }

  @Test
  void keylessAndTheKeyServerKnowNothingOfTheEdgesConfiguration() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(everythingOf("keyless"), everythingOf("keyserver"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(everythingOf("snapshot"), everythingOf("edge")));
  }

  @Test
  void x509KnowsNothingOfHttpNettyAndStorage() {
    check(
        noClasses()
            .that()
            .resideInAPackage(everythingOf("x509"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.netty..",
                "java.net.http..",
                "com.sun.net.httpserver..",
                "java.sql..",
                "javax.sql..",
                "java.nio.channels.."));
  }

  @Test
  void rulesKeylessAndSnapshotKnowNothingOfNetty() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                everythingOf("rules"), everythingOf("keyless"), everythingOf("snapshot"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "java.sql..", "javax.sql.."));
  }

  /** Also the classes of Netty's TLS that are specific to this implementation. */
  @Test
  void onlyOnePackageKnowsTheNativeTlsLibrary() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(everythingOf("tls.boringssl"))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.netty.internal.tcnative..")
                    .or(
                        resideInAnyPackage("io.netty.handler.ssl..")
                            .and(nameMatching(".*\\.(ReferenceCounted)?OpenSsl.*")))));
  }

  @Test
  void theEdgeGoesOneWayFromListenToOrigin() {
    for (int step = 1; step < WAY.size(); step++) {
      String[] before =
          WAY.subList(0, step).stream()
              .filter(name -> !name.equals("clientauth"))
              .map(name -> everythingOf("edge." + name))
              .toArray(String[]::new);
      check(
          noClasses()
              .that()
              .resideInAPackage(everythingOf("edge." + WAY.get(step)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(before));
    }
  }

  @Test
  void onlyTheApiOfTheControlPlaneKnowsHttp() {
    check(
        noClasses()
            .that()
            .resideInAPackage(everythingOf("control"))
            .and()
            .resideOutsideOfPackage(everythingOf("control.api"))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                    .or(simpleName("ApiProblem"))));
  }

  @Test
  void theVerdictAndTheOriginsHeadersAreFoundWithoutInputAndOutput() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(everythingOf("edge.clientauth"), everythingOf("edge.forward"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.netty.channel..",
                "io.netty.handler..",
                "java.nio.channels..",
                "java.nio.file.."));
  }

  @Test
  void poolsOfOriginsKnowNoProtocol() {
    check(
        noClasses()
            .that()
            .resideInAPackage(packageOf("edge.origin"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                everythingOf("edge.origin.http1"), everythingOf("edge.origin.http2")));
  }

  @Test
  void balancingAndHealthKnowNothingOfConnections() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                everythingOf("edge.origin.balance"), everythingOf("edge.origin.health"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                packageOf("edge.origin"), everythingOf("edge.dial"), "io.netty.channel.."));
  }

  @ParameterizedTest
  @MethodSource("modulesOfSeveralPackages")
  void noPackagesOfAModuleUseEachOtherInACycle(String module) {
    check(slices().matching(packageOf(module) + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void noPackageIsNamedForNothing() {
    DescribedPredicate<JavaClass> nothing =
        resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..impl..",
            "..manager..",
            "..helper..",
            "..misc..");
    check(noClasses().should(com.tngtech.archunit.lang.conditions.ArchConditions.be(nothing)));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackageIsNullMarked(String name) throws ClassNotFoundException {
    Class<?> info = Class.forName(name + ".package-info", false, getClass().getClassLoader());
    assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String module : MODULES) {
      assertThat(packages()).as(module).anyMatch(name -> name.startsWith(packageOf(module)));
    }
  }

  /** All but the last, which may use every other. */
  static List<String> modulesThatOthersUse() {
    return MODULES.subList(0, MODULES.size() - 1);
  }

  static Stream<String> modulesOfSeveralPackages() {
    return MODULES.stream()
        .filter(module -> packages().anyMatch(name -> name.startsWith(packageOf(module) + ".")));
  }

  /** All that people have written: not the classes that templates of the console become. */
  static Stream<String> packages() {
    return CODE.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> !name.startsWith(packageOf("control.console.jte")))
        .distinct()
        .sorted();
  }

  private static String packageOf(String module) {
    return "dev.edgekeep." + module;
  }

  private static String everythingOf(String module) {
    return packageOf(module) + "..";
  }

  /** Fails for a rule that matches no class, too: it would check nothing. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(CODE);
  }
}

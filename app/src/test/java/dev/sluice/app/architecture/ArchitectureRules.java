package dev.sluice.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The walls of the house as sentences. {@link ArchitectureTestBites} shows each of them red. */
final class ArchitectureRules {
  private static final String CORE = "dev.sluice.core";
  private static final String PORTS = CORE + ".port";
  private static final String APP = "dev.sluice.app..";

  /** The packages of the adapters, one for each artefact. */
  private static final List<String> ADAPTERS =
      List.of(
          "dev.sluice.media.web..",
          "dev.sluice.media.libav..",
          "dev.sluice.media.site..",
          "dev.sluice.storage.folder..",
          "dev.sluice.storage.s3..",
          "dev.sluice.storage.jdbc..",
          "dev.sluice.http.webhook..",
          "dev.sluice.http.api..",
          "dev.sluice.shows..");

  /** The one class of core that reaches for the machine: an embedder's defaults, named as such. */
  private static final String EXEMPT = CORE + ".SystemDefaults";

  private ArchitectureRules() {}

  static final ArchRule CORE_KNOWS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage(CORE + "..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              CORE + "..",
              "org.jspecify.annotations..",
              "java.lang..",
              "java.util..",
              "java.time..",
              "java.net..",
              "java.nio..",
              "java.io..",
              "java.math..",
              "java.security..")
          .because("whoever embeds core gets no dependency with it");

  /** The ports that a job's media passes through: a job reports streams as they describe them. */
  private static final Set<String> MEDIA_PORTS = Set.of("port.media", "port.artifact");

  /**
   * The packages of core. Each may use those before it; engine and memory do not see each other.
   */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of("failure"),
          Set.of("guard"),
          Set.of("request"),
          Set.of("tenant"),
          MEDIA_PORTS,
          Set.of("job"),
          Set.of("notification"),
          Set.of("batch"),
          Set.of("policy"),
          Set.of("port.store", "port.web", "port.show"),
          Set.of("media"),
          Set.of("engine"),
          Set.of("memory"));

  static final ArchRule FAILURE_KNOWS_NOTHING = knowsOnly("failure");
  static final ArchRule GUARD_KNOWS_NOTHING = knowsOnly("guard");
  static final ArchRule REQUEST_IS_FIRST = knowsOnly("request");
  static final ArchRule TENANT_KNOWS_REQUEST = knowsOnly("tenant");
  static final ArchRule JOB_KNOWS_TENANT = knowsOnly("job");
  static final ArchRule NOTIFICATION_KNOWS_JOB = knowsOnly("notification");
  static final ArchRule BATCH_KNOWS_JOB = knowsOnly("batch");
  static final ArchRule POLICY_KNOWS_JOB = knowsOnly("policy");
  static final ArchRule MEDIA_PORTS_KNOW_TENANT = knowsOnly("port.media");
  static final ArchRule PORT_KNOWS_JOB = knowsOnly("port.store");
  static final ArchRule MEDIA_KNOWS_PORT = knowsOnly("media");
  static final ArchRule ENGINE_KNOWS_PORT = knowsOnly("engine");
  static final ArchRule MEMORY_KNOWS_PORT = knowsOnly("memory", "engine");

  static final ArchRule WEB_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.media.web..");
  static final ArchRule LIBAV_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.media.libav..");
  // What yt-dlp says of a page is fetched by the client of files and streams.
  static final ArchRule SITE_SEES_NO_OTHER_ADAPTER_BUT_WEB =
      seesNoOther("dev.sluice.media.site..", "dev.sluice.media.web..");
  static final ArchRule FOLDER_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.storage.folder..");
  static final ArchRule S3_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.storage.s3..");
  static final ArchRule JDBC_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.storage.jdbc..");
  static final ArchRule WEBHOOK_SEES_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.http.webhook..");
  // Webhooks and responses have the same wire names.
  static final ArchRule API_SEES_NO_OTHER_ADAPTER_BUT_WEBHOOK =
      seesNoOther("dev.sluice.http.api..", "dev.sluice.http.webhook..");
  static final ArchRule SHOWS_SEE_NO_OTHER_ADAPTER = seesNoOther("dev.sluice.shows..");

  static final ArchRule SHOWS_ASK_THROUGH_THE_ONE_DOOR =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.shows..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.or(
                  JavaClass.Predicates.resideInAnyPackage("java.net.http..", "java.nio.channels.."),
                  describe(
                      "dial",
                      type ->
                          Set.of("java.net.Socket", "java.net.URL", "java.net.URLConnection")
                              .contains(type.getName()))))
          .because("feeds and services name addresses, and only WebClient has the guard");

  static final ArchRule NOBODY_SEES_APP =
      noClasses()
          .that()
          .resideOutsideOfPackage(APP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(APP)
          .because("app puts the others together; nothing leads back");

  static final ArchRule ONLY_JDBC_KNOWS_DATABASES =
      onlyIn(
          Set.of("dev.sluice.storage.jdbc.."),
          "org.jdbi..",
          "org.h2..",
          "org.postgresql..",
          "com.zaxxer..",
          "org.flywaydb..",
          "java.sql..",
          "javax.sql..");

  static final ArchRule ONLY_S3_KNOWS_MINIO =
      onlyIn(Set.of("dev.sluice.storage.s3.."), "io.minio..");

  static final ArchRule ONLY_LIBAV_KNOWS_FFMPEG =
      onlyIn(Set.of("dev.sluice.media.libav.."), "org.bytedeco..");

  static final ArchRule ONLY_API_KNOWS_THE_SERVER =
      onlyIn(
          Set.of("dev.sluice.http.api.."),
          "io.javalin..",
          "org.eclipse.jetty..",
          "jakarta.servlet..");

  static final ArchRule ONLY_WEB_AND_S3_KNOW_OKHTTP =
      onlyIn(Set.of("dev.sluice.media.web..", "dev.sluice.storage.s3.."), "okhttp3..", "okio..");

  static final ArchRule ONLY_THE_RIM_KNOWS_JSON =
      onlyIn(
          Set.of(
              "dev.sluice.http..",
              "dev.sluice.shows..",
              "dev.sluice.media.site..",
              "dev.sluice.storage.jdbc..",
              APP),
          "com.fasterxml.jackson..");

  static final ArchRule ONLY_SHOWS_KNOW_HTML = onlyIn(Set.of("dev.sluice.shows.."), "org.jsoup..");

  static final ArchRule ONLY_APP_KNOWS_THE_TERMINAL_AND_THE_LOG =
      onlyIn(Set.of(APP), "picocli..", "ch.qos.logback..", "org.slf4j..");

  // System.nanoTime() is no clock in this sense: it tells how long something took and nothing else.
  static final ArchRule NOBODY_READS_A_CLOCK =
      outsideApp(
          "read a clock that was not handed in",
          target ->
              is(target, "java.lang.System", "currentTimeMillis")
                  || is(target, "java.time.InstantSource", "system")
                  || (target.getName().equals("now")
                      && target.getOwner().getPackageName().equals("java.time"))
                  || (target.getName().startsWith("system")
                      && target.getOwner().getName().equals("java.time.Clock"))
                  || (target.getName().equals("<init>")
                      && target.getOwner().getName().equals("java.util.Date")));

  static final ArchRule NOBODY_SLEEPS =
      outsideApp(
          "sleep",
          target ->
              is(target, "java.lang.Thread", "sleep")
                  || is(target, "java.util.concurrent.TimeUnit", "sleep"));

  static final ArchRule NOBODY_ROLLS_DICE =
      outsideApp(
          "make up a random number or an id",
          target ->
              is(target, "java.util.UUID", "randomUUID")
                  || is(target, "java.lang.Math", "random")
                  || is(target, "java.util.concurrent.ThreadLocalRandom", "current")
                  || (target.getName().equals("<init>")
                      && target.getOwner().isAssignableTo(java.util.Random.class)));

  /**
   * H2 is told by a system property alone to listen on loopback only; its embedder must be safe.
   */
  private static final String TELLS_H2 = "dev.sluice.storage.jdbc.h2.H2DataSource";

  /** JavaCPP takes its memory limits from system properties alone; an embedder's are off, too. */
  private static final String SETS_JAVACPP = "dev.sluice.media.libav.base.NativeMemory";

  /** A child process runs on the Java and the class path of its parent; an embedder's does, too. */
  private static final String STARTS_CHILDREN = "dev.sluice.media.libav.process.ChildCommand";

  static final ArchRule NOBODY_READS_THE_ENVIRONMENT =
      outsideApp(
          "read the environment",
          List.of(TELLS_H2, SETS_JAVACPP, STARTS_CHILDREN),
          target ->
              is(target, "java.lang.System", "getenv")
                  || is(target, "java.lang.System", "getProperty")
                  || is(target, "java.lang.System", "setProperty")
                  || is(target, "java.lang.System", "getProperties")
                  || is(target, "java.lang.Integer", "getInteger")
                  || is(target, "java.lang.Boolean", "getBoolean"));

  static final ArchRule NOBODY_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.app.terminal..")
          .should()
          .accessTargetWhere(
              targets(
                  "System.out, System.err or printStackTrace()",
                  target ->
                      is(target, "java.lang.System", "out")
                          || is(target, "java.lang.System", "err")
                          || (target.getName().equals("printStackTrace")
                              && target.getOwner().isAssignableTo(Throwable.class))))
          .because("what is to be told is logged, or returned to app");

  static final ArchRule NAMES_SAY_WHAT_THINGS_ARE =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Dto|DTO|Service|Repository|Manager|Utils?|Helper)(\\$.*)?$")
          .because("such an ending hides that the class is unclear");

  /** The ports count as two packages: they are cut by role, and refer to each other. */
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().assignedFrom(packages()).should().beFreeOfCycles();

  private static ArchRule knowsOnly(String name, String... hidden) {
    Set<String> layer = LAYERS.stream().filter(one -> one.contains(name)).findFirst().orElseThrow();
    boolean knowsNothing = name.equals("guard") || name.equals("failure");
    String[] others =
        Stream.concat(
                LAYERS.stream()
                    .filter(
                        one ->
                            knowsNothing
                                ? !one.equals(layer)
                                : LAYERS.indexOf(one) > LAYERS.indexOf(layer))
                    .flatMap(Set::stream),
                Stream.of(hidden))
            .distinct()
            .map(one -> CORE + "." + one + "..")
            .toArray(String[]::new);
    String[] own = layer.stream().map(one -> CORE + "." + one + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(own)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.or(
                JavaClass.Predicates.resideInAnyPackage(others),
                JavaClass.Predicates.resideInAPackage(CORE)))
        .because("the packages of core point one way: request, job, port, engine, Sluice");
  }

  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        boolean ofMedia = MEDIA_PORTS.stream().anyMatch(port -> name.equals(CORE + "." + port));
        return SliceIdentifier.of(
            ofMedia ? PORTS + ".media" : name.startsWith(PORTS) ? PORTS : name);
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  private static ArchRule seesNoOther(String adapter, String... allowed) {
    String[] others =
        ADAPTERS.stream()
            .filter(other -> !other.equals(adapter) && !List.of(allowed).contains(other))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(adapter)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("what two adapters need in common is a port of core, handed in by app");
  }

  private static ArchRule onlyIn(Set<String> homes, String... technology) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(technology)
        .because("one technology is known in one place: " + homes);
  }

  private static ArchRule outsideApp(String what, Predicate<AccessTarget> hit) {
    return outsideApp(what, List.of(EXEMPT), hit);
  }

  private static ArchRule outsideApp(
      String what, List<String> exempt, Predicate<AccessTarget> hit) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(APP)
        .and(describe("are not exempt", one -> !exempt.contains(one.getFullName())))
        .should()
        .accessTargetWhere(targets(what, hit))
        .as("no class outside app should " + what)
        .because("clocks, randomness and settings are handed in, so that tests can hold them");
  }

  private static DescribedPredicate<JavaAccess<?>> targets(
      String what, Predicate<AccessTarget> hit) {
    return describe(what, access -> hit.test(access.getTarget()));
  }

  private static boolean is(AccessTarget target, String tenant, String name) {
    return target.getOwner().getName().equals(tenant) && target.getName().equals(name);
  }
}

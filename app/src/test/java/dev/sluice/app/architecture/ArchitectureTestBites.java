package dev.sluice.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wall that nothing can hit is no wall: each rule is shown a class that breaks it. */
class ArchitectureTestBites {
  /** The rule's name, and the class that breaks it (and, it may be, what that class uses). */
  private static final Map<String, Class<?>[]> BREAKERS =
      Map.ofEntries(
          breaks("CORE_KNOWS_ONLY_THE_JDK", dev.sluice.core.biting.UsesOkHttp.class),
          breaks("FAILURE_KNOWS_NOTHING", dev.sluice.core.failure.biting.KnowsRequest.class),
          breaks("GUARD_KNOWS_NOTHING", dev.sluice.core.guard.biting.KnowsRequest.class),
          breaks("REQUEST_IS_FIRST", dev.sluice.core.request.biting.KnowsJob.class),
          breaks("JOB_KNOWS_TENANT", dev.sluice.core.job.biting.KnowsPort.class),
          breaks("TENANT_KNOWS_REQUEST", dev.sluice.core.tenant.biting.KnowsJob.class),
          breaks("NOTIFICATION_KNOWS_JOB", dev.sluice.core.notification.biting.KnowsPort.class),
          breaks("BATCH_KNOWS_JOB", dev.sluice.core.batch.biting.KnowsPort.class),
          breaks("POLICY_KNOWS_JOB", dev.sluice.core.policy.biting.KnowsPort.class),
          breaks("MEDIA_KNOWS_PORT", dev.sluice.core.media.biting.KnowsEngine.class),
          breaks("MEDIA_PORTS_KNOW_TENANT", dev.sluice.core.port.media.biting.KnowsJob.class),
          breaks("PORT_KNOWS_JOB", dev.sluice.core.port.store.biting.KnowsEngine.class),
          breaks("ENGINE_KNOWS_PORT", dev.sluice.core.engine.biting.KnowsSluice.class),
          breaks("MEMORY_KNOWS_PORT", dev.sluice.core.memory.biting.KnowsEngine.class),
          breaks("WEB_SEES_NO_OTHER_ADAPTER", dev.sluice.media.web.biting.SeesLibav.class),
          breaks("LIBAV_SEES_NO_OTHER_ADAPTER", dev.sluice.media.libav.biting.SeesSite.class),
          breaks(
              "SITE_SEES_NO_OTHER_ADAPTER_BUT_WEB", dev.sluice.media.site.biting.SeesFolder.class),
          breaks("FOLDER_SEES_NO_OTHER_ADAPTER", dev.sluice.storage.folder.biting.SeesS3.class),
          breaks("S3_SEES_NO_OTHER_ADAPTER", dev.sluice.storage.s3.biting.SeesJdbc.class),
          breaks("JDBC_SEES_NO_OTHER_ADAPTER", dev.sluice.storage.jdbc.biting.SeesWebhook.class),
          breaks("WEBHOOK_SEES_NO_OTHER_ADAPTER", dev.sluice.http.webhook.biting.SeesApi.class),
          breaks(
              "API_SEES_NO_OTHER_ADAPTER_BUT_WEBHOOK", dev.sluice.http.api.biting.SeesShows.class),
          breaks("SHOWS_SEE_NO_OTHER_ADAPTER", dev.sluice.shows.biting.SeesWeb.class),
          breaks("SHOWS_ASK_THROUGH_THE_ONE_DOOR", dev.sluice.shows.biting.Dials.class),
          breaks("NOBODY_SEES_APP", dev.sluice.http.biting.SeesApp.class),
          breaks("ONLY_JDBC_KNOWS_DATABASES", dev.sluice.http.biting.SpeaksSql.class),
          breaks("ONLY_S3_KNOWS_MINIO", dev.sluice.http.biting.KnowsMinio.class),
          breaks("ONLY_LIBAV_KNOWS_FFMPEG", dev.sluice.storage.biting.KnowsLibav.class),
          breaks("ONLY_API_KNOWS_THE_SERVER", dev.sluice.media.biting.KnowsJavalin.class),
          breaks("ONLY_WEB_AND_S3_KNOW_OKHTTP", dev.sluice.core.biting.UsesOkHttp.class),
          breaks("ONLY_THE_RIM_KNOWS_JSON", dev.sluice.storage.biting.KnowsJackson.class),
          breaks("ONLY_SHOWS_KNOW_HTML", dev.sluice.http.biting.KnowsJsoup.class),
          breaks(
              "ONLY_APP_KNOWS_THE_TERMINAL_AND_THE_LOG", dev.sluice.media.biting.KnowsSlf4j.class),
          breaks("NOBODY_READS_A_CLOCK", dev.sluice.media.biting.ReadsTheClock.class),
          breaks("NOBODY_SLEEPS", dev.sluice.media.biting.Sleeps.class),
          breaks("NOBODY_ROLLS_DICE", dev.sluice.media.biting.RollsDice.class),
          breaks("NOBODY_READS_THE_ENVIRONMENT", dev.sluice.media.biting.ReadsTheEnvironment.class),
          breaks("NOBODY_PRINTS", dev.sluice.media.biting.Prints.class),
          breaks("NAMES_SAY_WHAT_THINGS_ARE", dev.sluice.media.biting.MediaServiceImpl.class),
          breaks(
              "PACKAGES_HAVE_NO_CYCLES",
              dev.sluice.app.bitingone.Hen.class,
              dev.sluice.app.bitingother.Egg.class));

  private static Map.Entry<String, Class<?>[]> breaks(String rule, Class<?>... breakers) {
    return Map.entry(rule, breakers);
  }

  static Stream<Arguments> rules() {
    return ArchitectureTest.rules();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void the_wall_bites(String name, ArchRule rule) {
    JavaClasses breakers = new ClassFileImporter().importClasses(BREAKERS.get(name));

    assertThat(rule.evaluate(breakers).hasViolation()).isTrue();
  }

  @Test
  void each_wall_has_its_breaker() {
    assertThat(rules().map(rule -> (String) rule.get()[0]))
        .containsExactlyInAnyOrderElementsOf(BREAKERS.keySet());
  }
}

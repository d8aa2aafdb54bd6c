package dev.sluice.core.engine;

import dev.sluice.core.Sluice;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.fake.FakeShowExpander;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;

/** An engine that knows a show. */
abstract class ShowsFixture {
  static final String SHOW = "https://shows.example/show";
  static final JobRequest REQUEST = JobRequest.of(SHOW);

  final EngineRig rig = new EngineRig();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  final FakeShowExpander expander = new FakeShowExpander(now::get);

  @AfterEach
  void close() {
    expander.gate().open();
    rig.close();
  }

  Sluice start() {
    return rig.start(rig.builder().shows(expander).clock(now::get));
  }

  static SourceUrl url(SubmitResult accepted) {
    return accepted.jobs().get(0).request().url();
  }

  static ShowEpisode episode(String title) {
    return at(title, "https://media.example/" + title + ".mp3");
  }

  static ShowEpisode at(String title, String media) {
    return ShowEpisode.of(title, title, SourceUrl.parse(media));
  }
}

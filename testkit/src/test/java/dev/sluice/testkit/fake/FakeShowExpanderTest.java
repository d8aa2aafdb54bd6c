package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.contract.ShowExpanderContract;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class FakeShowExpanderTest extends ShowExpanderContract {
  private static final String SHOW = "https://shows.example/show";
  private static final String CLOSED = "https://shows.example/closed";

  private final FakeShowExpander expander =
      new FakeShowExpander(InstantSource.system())
          .offer(
              SHOW,
              Show.of(
                  "A show",
                  List.of(
                      ShowEpisode.of("1", "One", SourceUrl.parse("https://media.example/1.mp3")),
                      ShowEpisode.of("2", "Two", SourceUrl.parse("https://media.example/2.mp3")))))
          .refuse(
              CLOSED,
              new SluiceException(
                  FailureCode.SHOW_UNSUPPORTED, "No open feed is known; give its feed_url"));

  @Override
  protected ShowExpander expander() {
    return expander;
  }

  @Override
  protected List<String> known() {
    return List.of(SHOW, CLOSED);
  }

  @Override
  protected List<String> unknown() {
    return List.of("https://shows.example/other");
  }

  @Override
  protected Optional<String> expandable() {
    return Optional.of(SHOW);
  }

  @Override
  protected Optional<String> unsupported() {
    return Optional.of(CLOSED);
  }
}

package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.testkit.fake.FakeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Subtitles out of the media itself, and of a clip of it. */
class SubtitleExtractionTest extends SubtitlesFixture {
  @Test
  void a_clip_has_the_words_of_the_clip() throws Exception {
    Sluice sluice = start();
    Clip clip =
        new Clip(Optional.of(new Clip.Timecode(Duration.ofMillis(1_500))), Optional.empty());

    Job job = finished(sluice, REQUEST.withOutput(REQUEST.output().withClip(clip)));

    assertThat(subtitles(job)).hasSize(1);
    assertThat(rig.store.bytes(ObjectPath.of(subtitles(job).get(0))).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .contains("00:00:00.000 --> 00:00:00.500");
  }

  @Test
  void subtitles_within_the_media_are_stored_beside_it() throws Exception {
    Job job = film("de,en", "eng", "ger", "fre", "jpn");

    assertThat(endings(job)).containsExactly("de.vtt", "en.vtt");
    assertThat(rig.store.bytes(ObjectPath.of(subtitles(job).get(0))).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(VTT);
  }

  @Test
  void what_lies_beside_the_media_comes_before_what_is_within() throws Exception {
    finding("eng", "ger");
    Sluice sluice = start();

    Job job = finished(sluice, REQUEST.withSubtitles(LanguageChoice.parse("de,en")));

    assertThat(endings(job)).containsExactly("de.vtt", "en-GB.vtt");
  }

  @Test
  void a_source_that_ends_early_is_probed_as_it_is_taken() throws Exception {
    finding("eng");
    rig.fetcher.offer(EngineRig.URL, FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder().transcoder(new Strict(rig.transcoder)));
    JobRequest request = JobRequest.of(EngineRig.URL).withSubtitles(true);

    Job job =
        rig.finished(
            sluice
                .submit(
                    request.withOutput(request.output().toBuilder().allowIncomplete(true).build()))
                .id());

    assertThat(endings(job)).containsExactly("en.vtt");
    assertThat(rig.finished(sluice.submit(request).id()).failure().orElseThrow().code())
        .isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  /** Finds every source damaged, unless an incomplete result is allowed. */
  private record Strict(Transcoder transcoder) implements Transcoder {
    @Override
    public Capabilities capabilities() {
      return transcoder.capabilities();
    }

    @Override
    public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
      throw new SluiceException(FailureCode.MEDIA_DAMAGED, "The source ends early");
    }

    @Override
    public MediaInfo probe(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
      return output.allowIncomplete() ? transcoder.probe(inputs, monitor) : probe(inputs, monitor);
    }

    @Override
    public Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
      return transcoder.plan(inputs, output, monitor);
    }

    @Override
    public Result transcode(Task task, ArtifactSink sink, StageMonitor monitor) {
      return transcoder.transcode(task, sink, monitor);
    }
  }

  @Test
  void subtitles_within_that_say_nothing_are_none() throws Exception {
    finding("eng");
    rig.transcoder.withSubtitles("WEBVTT\n");
    rig.fetcher.offer(EngineRig.URL, FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder());

    Job job = rig.finished(sluice.submit(JobRequest.of(EngineRig.URL).withSubtitles(true)).id());

    assertThat(subtitles(job)).isEmpty();
  }
}

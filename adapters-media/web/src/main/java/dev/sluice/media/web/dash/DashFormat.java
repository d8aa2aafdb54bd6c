package dev.sluice.media.web.dash;

import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.web.dash.PeriodTracks.Track;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentThreads;
import dev.sluice.media.web.segment.SegmentWindow;
import dev.sluice.media.web.segment.SegmentedTracks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * MPEG-DASH (ISO/IEC 23009-1): templates with numbers, times or a timeline, lists, and single
 * files; separate picture and sound; several periods, if their codecs and sizes are equal. A
 * segment that cannot be fetched fails the source, unless the request allows an incomplete result.
 * A live stream is recorded if the request asks for it. Thread-safe. Closing it ends every open
 * input.
 */
public final class DashFormat implements ManifestFormat, AutoCloseable {
  private final HttpFiles files;
  private final Duration maxSilence;
  private final ExecutorService executor = SegmentThreads.start();

  public DashFormat(HttpFiles files) {
    this(files, MAX_SILENCE);
  }

  /**
   * Creates the format.
   *
   * @param maxSilence how long a live stream may bring nothing new
   */
  public DashFormat(HttpFiles files, Duration maxSilence) {
    this.files = Objects.requireNonNull(files);
    this.maxSilence = Objects.requireNonNull(maxSilence);
  }

  @Override
  public boolean begins(String head) {
    String text = head.stripLeading();
    return text.startsWith("<") && text.matches("(?s).*<([A-Za-z0-9]+:)?MPD[\\s>].*");
  }

  @Override
  public Media open(Manifest manifest, WebClient web, FetchRequest request, StageMonitor monitor) {
    Mpd mpd = new MpdReader(manifest).mpd();
    if (mpd.live() && request.live().isEmpty()) {
      throw ManifestFormat.hasNoEnd(manifest);
    }
    FetchScope scope = new FetchScope(monitor);
    HttpFiles session = files.with(web);
    try {
      SegmentedTracks opening = new SegmentedTracks(session, executor, monitor, scope);
      opening.allowIncomplete(request.output().allowIncomplete());
      OtherBases bases = new OtherBases();
      Optional<LiveRecording> recording =
          request.live().filter(live -> mpd.live() || live.most().isPresent());
      if (recording.isPresent()) {
        record(mpd, request, recording.get(), opening, bases, session, scope);
      } else {
        List<Track> tracks = PeriodTracks.of(mpd.periods(), request.output());
        for (Track track : tracks) {
          track.parts().forEach(part -> bases.add(part.bases()));
          opening.describe(Optional.of(track.selected().description()));
          opening.add(PeriodTracks.segments(track, new FileHeads(opening, bases)), bases);
        }
        TextTracks texts = TextTracks.of(mpd.periods());
        List<StreamReport> others =
            new ArrayList<>(PeriodTracks.others(mpd.periods(), tracks, request.output()));
        others.addAll(texts.others());
        opening.others(texts.files(), others);
        for (Period period : mpd.periods()) {
          period.texts().forEach(text -> bases.add(text.bases()));
        }
        texts
            .inSegments()
            .forEach((track, segments) -> opening.addSubtitles(track, segments, bases));
      }
      return opening.open();
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  private void record(
      Mpd mpd,
      FetchRequest request,
      LiveRecording recording,
      SegmentedTracks opening,
      OtherBases bases,
      HttpFiles session,
      FetchScope scope) {
    Period last = mpd.periods().get(mpd.periods().size() - 1);
    // A stream that has ended has no live edge.
    PeriodTracks.requireClear(last, request.output());
    LiveRecording wanted = mpd.live() ? recording : recording.fromItsStart();
    List<Representation> all = RenditionSelector.select(last.offers(), request.output());
    List<Track> tracks = all.stream().map(each -> new Track(each, List.of(each))).toList();
    List<StreamReport> others =
        new ArrayList<>(PeriodTracks.others(List.of(last), tracks, request.output()));
    others.addAll(TextTracks.ofRecording(last));
    opening.others(List.of(), others);
    for (Representation selected : all) {
      LiveTrack track = new LiveTrack(session, scope, selected, bases, mpd.uri());
      SegmentWindow first = track.window(mpd);
      opening.describe(Optional.of(selected.description()));
      opening.record(mpd.uri(), first, track::reload, wanted, bases, maxSilence);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

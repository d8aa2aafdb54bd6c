package dev.sluice.media.libav.plan;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.OutputSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The decisions on the source's streams, in the order of the result's streams. One picture and one
 * sound track are used (see {@link TrackRanking}), all sound tracks if the request asks for them,
 * or if an mkv copies its sound. Text subtitles are kept by the containers that have them, picture
 * subtitles and attachments by mkv, the first cover by those that can hold one. Audio containers
 * hold no picture but the cover. All other streams are dropped, each with a reason.
 *
 * @param streams at least one video or audio stream
 * @param dropped the reason for each stream that the result lacks, by its index
 * @param preferredAudio the index of the sound track that players must choose, if the request asks
 *     for a language and the source has it
 */
public record TranscodePlan(
    List<StreamPlan> streams, Map<Integer, String> dropped, OptionalInt preferredAudio) {
  public TranscodePlan {
    streams = List.copyOf(streams);
    dropped = Map.copyOf(dropped);
  }

  /**
   * Makes the decisions. A pure function.
   *
   * @throws SluiceException NOT_MEDIA, NO_VIDEO, NO_AUDIO, MEDIA_PROTECTED or CODEC_DOES_NOT_FIT,
   *     each with a sentence that names an alternative if there is one
   */
  public static TranscodePlan of(MediaInfo facts, OutputSpec output, ContainerFit fit) {
    return new Planner(facts, output, fit).plan();
  }

  /** Returns this plan without the source's cover, because the result gets another one. */
  public TranscodePlan withoutCover() {
    return without(stream -> stream.kind() == StreamKind.COVER, "the request brings another cover");
  }

  /** Returns this plan without streams of which the source holds nothing, by their indexes. */
  public TranscodePlan withoutEmpty(Set<Integer> empty) {
    return without(stream -> empty.contains(stream.index()), "the source holds nothing of it");
  }

  private TranscodePlan without(Predicate<StreamInfo> unwanted, String reason) {
    Map<Integer, String> reasons = new HashMap<>(dropped);
    List<StreamPlan> others = new ArrayList<>();
    for (StreamPlan stream : streams) {
      if (unwanted.test(stream.source())) {
        reasons.put(stream.source().index(), reason);
      } else {
        others.add(stream);
      }
    }
    return new TranscodePlan(others, reasons, preferredAudio);
  }

  /** Returns a short text, such as {@code h264:copy opus>aac}. */
  public String describe() {
    return streams.stream().map(StreamPlan::describe).collect(Collectors.joining(" "));
  }

  /** Returns what becomes of each stream of the source, in the source's order. */
  public List<StreamReport> reports(MediaInfo facts) {
    return reports(facts, Map.of());
  }

  /**
   * Returns what became of each stream of the source, in the source's order.
   *
   * @param remarks what was noticed while a stream was read, by its index
   */
  public List<StreamReport> reports(MediaInfo facts, Map<Integer, String> remarks) {
    return facts.streams().stream()
        .map(stream -> with(Optional.ofNullable(remarks.get(stream.index())), report(stream)))
        .toList();
  }

  private static StreamReport with(Optional<String> remark, StreamReport report) {
    if (remark.isEmpty()) {
      return report;
    }
    String reason = report.reason().map(text -> text + "; ").orElse("") + remark.get();
    return new StreamReport(
        report.kind(),
        report.codec(),
        report.language(),
        report.title(),
        report.dispositions(),
        report.action(),
        report.target(),
        Optional.of(reason));
  }

  private StreamReport report(StreamInfo stream) {
    return streams.stream()
        .filter(plan -> plan.source().index() == stream.index())
        .findFirst()
        .map(StreamPlan::report)
        .orElseGet(
            () ->
                StreamReport.dropped(
                    stream, dropped.getOrDefault(stream.index(), "the result does not hold it")));
  }

  /** Returns the shorter side of the result's picture in pixels; empty if there is no picture. */
  public Optional<Integer> shorterSide() {
    return streams.stream()
        .filter(stream -> stream.source().kind() == StreamKind.VIDEO)
        .map(TranscodePlan::sizeOf)
        .map(PictureSize::shorterSide)
        .findFirst();
  }

  private static PictureSize sizeOf(StreamPlan picture) {
    return picture instanceof StreamPlan.EncodeVideo encoded
        ? encoded.size()
        : new PictureSize(picture.source().width(), picture.source().height());
  }
}

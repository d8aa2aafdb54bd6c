package dev.sluice.media.libav.plan;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.CopyPolicy;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the decisions of one {@link TranscodePlan}. Used once. */
final class Planner {
  private static final String ASKED = "the request asks for it";
  private static final String ENCRYPTED = "it is encrypted";

  private final MediaInfo media;
  private final OutputSpec output;
  private final Container container;
  private final ContainerFit fit;
  private final List<StreamPlan> streams = new ArrayList<>();
  private final Map<Integer, String> dropped = new HashMap<>();
  private final Set<Integer> otherPrograms = new HashSet<>();

  Planner(MediaInfo media, OutputSpec output, ContainerFit fit) {
    this.media = media;
    this.output = output;
    this.container = output.container();
    this.fit = fit;
  }

  TranscodePlan plan() {
    Optional<StreamInfo> video = best(StreamKind.VIDEO, TrackRanking.video());
    video.ifPresent(this::dropOtherPrograms);
    Optional<StreamInfo> audio =
        best(StreamKind.AUDIO, TrackRanking.audio(output.audioLanguages()));
    if (video.isEmpty() && audio.isEmpty()) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "The source (%s) has neither video nor audio".formatted(media.format()));
    }
    planVideo(video);
    planAudio(audio);
    of(StreamKind.SUBTITLE).forEach(this::planSubtitle);
    of(StreamKind.OTHER).forEach(this::planOther);
    planCover();
    return new TranscodePlan(streams, dropped, preferred(audio));
  }

  private Stream<StreamInfo> of(StreamKind kind) {
    return media.streams().stream()
        .filter(stream -> stream.kind() == kind && !otherPrograms.contains(stream.index()));
  }

  // The sound of one program does not belong to the picture of another.
  private void dropOtherPrograms(StreamInfo video) {
    boolean hasSound = of(StreamKind.AUDIO).anyMatch(stream -> !fit.areApart(video, stream));
    if (container.audioOnly() && !hasSound) {
      return;
    }
    for (StreamInfo stream : media.streams()) {
      if (fit.areApart(video, stream)) {
        otherPrograms.add(stream.index());
        drop(stream, "it belongs to another program, and one program was chosen by its picture");
      }
    }
  }

  // min() returns the first of equals.
  private Optional<StreamInfo> best(StreamKind kind, Comparator<StreamInfo> order) {
    return of(kind).min(order);
  }

  private OptionalInt preferred(Optional<StreamInfo> audio) {
    boolean isChosen =
        !output.audioLanguages().isAny()
            && audio.isPresent()
            && TrackRanking.isAskedFor(audio.get(), output.audioLanguages());
    return isChosen ? OptionalInt.of(audio.get().index()) : OptionalInt.empty();
  }

  private void drop(StreamInfo stream, String reason) {
    dropped.put(stream.index(), reason);
  }

  private void planVideo(Optional<StreamInfo> best) {
    of(StreamKind.VIDEO)
        .forEach(
            stream ->
                drop(
                    stream,
                    container.audioOnly()
                        ? container + " is an audio format"
                        : "another video stream was chosen"));
    if (container.audioOnly()) {
      return;
    }
    boolean copyRequested =
        output.videoCodec() == VideoCodec.COPY || output.videoCodec() == VideoCodec.AUTO;
    if (best.isEmpty()) {
      if (copyRequested) {
        return;
      }
      throw noVideo();
    }
    StreamInfo video = best.get();
    dropped.remove(video.index());
    checkNotProtected(video);
    fit.checkSize(video);
    if (copyRequested && fit.takes(container, video)) {
      streams.add(new StreamPlan.Copy(video));
      return;
    }
    if (!fit.decodes(video)) {
      throw unknown(video);
    }
    if (output.videoCodec() == VideoCodec.COPY) {
      throw doesNotFit(video);
    }
    VideoCodec codec =
        output.videoCodec() == VideoCodec.AUTO ? container.usualVideo() : output.videoCodec();
    PictureSize size =
        new PictureSize(video.width(), video.height()).within(output.maxResolution());
    String reason = copyRequested ? fit.obstacle(container, video) : ASKED;
    String loss = fit.rangeLoss(video, codec).map(phrase -> "; " + phrase).orElse("");
    streams.add(new StreamPlan.EncodeVideo(video, codec, size, reason + loss));
  }

  private void planAudio(Optional<StreamInfo> best) {
    if (best.isEmpty()) {
      if (output.audioCodec() != AudioCodec.COPY) {
        throw noAudio();
      }
      if (container.audioOnly()) {
        throw new SluiceException(
            FailureCode.NO_AUDIO,
            "%s is an audio format, but the source has no sound; ask for format mp4"
                .formatted(container));
      }
      return;
    }
    StreamInfo chosen = best.get();
    checkNotProtected(chosen);
    boolean allRequested = output.audioTracks() == AudioTracks.ALL;
    boolean keepsAll =
        allRequested || (container == Container.MKV && output.audioCodec() == AudioCodec.COPY);
    if (!keepsAll || CopyPolicy.holdsOneTrack(container)) {
      of(StreamKind.AUDIO).forEach(this::dropAudio);
      dropped.remove(chosen.index());
      streams.add(chosenAudio(chosen));
      return;
    }
    boolean languagesRequested = !output.audioLanguages().isAny();
    if (languagesRequested) {
      streams.add(chosenAudio(chosen));
    }
    of(StreamKind.AUDIO)
        .filter(stream -> !languagesRequested || stream.index() != chosen.index())
        .forEach(stream -> planFurtherAudio(stream, stream == chosen || allRequested));
  }

  private void dropAudio(StreamInfo stream) {
    drop(
        stream,
        CopyPolicy.holdsOneTrack(container)
            ? container + " holds one sound track, and another was chosen"
            : "another sound track was chosen; ask for "
                + RequestField.AUDIO_TRACKS.option()
                + " all");
  }

  private void planFurtherAudio(StreamInfo stream, boolean required) {
    if (required) {
      checkNotProtected(stream);
      streams.add(audio(stream));
    } else if (stream.isProtected()) {
      drop(stream, ENCRYPTED);
    } else if (!fit.takes(container, stream) && !fit.decodes(stream)) {
      drop(stream, "its codec is unknown");
    } else {
      streams.add(audio(stream));
    }
  }

  private StreamPlan chosenAudio(StreamInfo stream) {
    StreamPlan plan = audio(stream);
    boolean isExpected =
        output.audioTracks() == AudioTracks.ALL
            || TrackRanking.isAskedFor(stream, output.audioLanguages());
    return isExpected || !(plan instanceof StreamPlan.Copy)
        ? plan
        : new StreamPlan.Copy(
            stream, Optional.of("the source has no sound in a language that was asked for"));
  }

  private StreamPlan audio(StreamInfo stream) {
    if (output.audioCodec() == AudioCodec.COPY && fit.takes(container, stream)) {
      return new StreamPlan.Copy(stream);
    }
    if (!fit.decodes(stream)) {
      throw unknown(stream);
    }
    return output.audioCodec() == AudioCodec.COPY
        ? new StreamPlan.EncodeAudio(
            stream, container.fallbackAudio(), fit.obstacle(container, stream))
        : new StreamPlan.EncodeAudio(stream, output.audioCodec(), ASKED);
  }

  private void planSubtitle(StreamInfo stream) {
    Optional<String> text = CopyPolicy.subtitleText(container);
    if (stream.isProtected()) {
      drop(stream, ENCRYPTED);
    } else if (container.audioOnly()) {
      drop(stream, container + " is an audio format");
    } else if (fit.takes(container, stream)) {
      streams.add(new StreamPlan.Copy(stream));
    } else if (text.isPresent() && CopyPolicy.isTextSubtitle(stream.codec())) {
      if (fit.decodes(stream)) {
        String reason = fit.obstacle(container, stream);
        streams.add(new StreamPlan.EncodeSubtitle(stream, text.get(), reason));
      } else {
        drop(stream, "this build cannot decode " + stream.codec());
      }
    } else {
      drop(stream, doesNotHold(stream));
    }
  }

  private void planOther(StreamInfo stream) {
    if (fit.takes(container, stream)) {
      streams.add(new StreamPlan.Copy(stream));
    } else {
      drop(stream, doesNotHold(stream));
    }
  }

  private void planCover() {
    boolean found = false;
    for (StreamInfo cover : of(StreamKind.COVER).toList()) {
      if (found) {
        drop(cover, "another cover was chosen");
      } else if (fit.takes(container, cover)) {
        streams.add(new StreamPlan.Copy(cover));
        found = true;
      } else {
        drop(
            cover,
            CopyPolicy.isCover(cover.codec())
                ? container + " cannot hold a cover"
                : "the cover is neither JPEG nor PNG");
      }
    }
  }

  private String doesNotHold(StreamInfo stream) {
    boolean fitsMkv = container != Container.MKV && fit.takes(Container.MKV, stream);
    return fit.obstacle(container, stream) + (fitsMkv ? "; ask for format mkv" : "");
  }

  private static void checkNotProtected(StreamInfo stream) {
    if (stream.isProtected()) {
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          "The source's %s (%s) is encrypted, and only players with a licence have its key"
              .formatted(noun(stream), stream.codec()));
    }
  }

  private static String noun(StreamInfo stream) {
    return stream.kind() == StreamKind.VIDEO ? "video" : "audio";
  }

  private SluiceException noVideo() {
    return new SluiceException(
        FailureCode.NO_VIDEO,
        "%s video was requested, but the source has only sound; ask for %s copy"
            .formatted(output.videoCodec(), RequestField.VIDEO_CODEC.option()));
  }

  private SluiceException noAudio() {
    return new SluiceException(
        FailureCode.NO_AUDIO,
        "%s audio was requested, but the source has no sound; ask for %s"
            .formatted(
                output.audioCodec(),
                container.audioOnly()
                    ? "format mp4"
                    : RequestField.AUDIO_CODEC.option() + " copy"));
  }

  private SluiceException unknown(StreamInfo stream) {
    String formats = formatsFor(stream);
    return new SluiceException(
        FailureCode.CODEC_DOES_NOT_FIT,
        "The source's %s has the codec %s, which this build cannot decode, and %s cannot hold it%s"
            .formatted(
                noun(stream),
                stream.codec(),
                container,
                formats.isEmpty() ? "" : "; ask for a copy into format " + formats));
  }

  private SluiceException doesNotFit(StreamInfo video) {
    String codecs =
        joined(
            Arrays.stream(VideoCodec.values())
                .filter(codec -> codec != VideoCodec.COPY && container.takes(codec))
                .map(VideoCodec::toString)
                .toList());
    String formats = formatsFor(video);
    String instead = formats.isEmpty() ? "" : ", or for format " + formats;
    return new SluiceException(
        FailureCode.CODEC_DOES_NOT_FIT,
        "%s cannot hold %s video without encoding it; ask for %s %s%s"
            .formatted(
                container, video.codec(), RequestField.VIDEO_CODEC.option(), codecs, instead));
  }

  private String formatsFor(StreamInfo stream) {
    return joined(
        Stream.of(Container.values())
            .filter(other -> other != container && fit.takes(other, stream))
            .map(Container::toString)
            .toList());
  }

  private static String joined(List<String> names) {
    if (names.size() < 2) {
      return String.join("", names);
    }
    return String.join(", ", names.subList(0, names.size() - 1))
        + " or "
        + names.get(names.size() - 1);
  }
}

package dev.sluice.storage.jdbc.document;

import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job's request as a JSON object. A new option needs two lines here: one that writes it, and one
 * that reads it, with its default for jobs that were stored without it.
 */
final class RequestDocument {
  private RequestDocument() {}

  static void write(ObjectWriter out, JobRequest request, Function<SourceUrl, SealedUrl> seal)
      throws IOException {
    out.url("url", seal.apply(request.url()))
        .object("output", output -> write(output, request.output()))
        .text("filename", request.filename().map(FileName::value))
        .text("folder", request.folder().map(Folder::value))
        .url("webhook", request.webhook().map(WebhookTarget::url).map(seal))
        .flag("overwrite", request.overwrite())
        .number("priority", request.priority())
        .duration("expires_after", request.expiresAfter())
        .flag("progress_webhook", request.progressWebhook())
        .text("subtitles", request.subtitles().map(LanguageChoice::toString))
        .flag("thumbnail", request.thumbnail());
    if (request.live().isPresent()) {
      out.object("live", live -> write(live, request.live().get()));
    }
  }

  static JobRequest read(ObjectReader in, Function<SealedUrl, SourceUrl> open) {
    JobRequest.Builder request =
        JobRequest.builder(open.apply(in.url("url")))
            .overwrite(in.flag("overwrite"))
            .priority(in.integer("priority", 0))
            .progressWebhook(in.flag("progress_webhook"))
            .thumbnail(in.flag("thumbnail"));
    in.optionalObject("output").map(RequestDocument::output).ifPresent(request::output);
    in.optionalText("filename").map(FileName::new).ifPresent(request::filename);
    in.optionalText("folder").map(Folder::new).ifPresent(request::folder);
    in.optionalUrl("webhook").map(open).map(WebhookTarget::new).ifPresent(request::webhook);
    in.optionalText("subtitles").map(LanguageChoice::parse).ifPresent(request::subtitles);
    in.optionalDuration("expires_after").ifPresent(request::expiresAfter);
    in.optionalObject("live").map(RequestDocument::live).ifPresent(request::live);
    return request.build();
  }

  /** Reads what no version changes. */
  static JobRequest readOutline(ObjectReader in, Function<SealedUrl, SourceUrl> open) {
    JobRequest.Builder request = JobRequest.builder(open.apply(in.url("url")));
    in.optionalText("filename").map(FileName::new).ifPresent(request::filename);
    in.optionalText("folder").map(Folder::new).ifPresent(request::folder);
    return request.priority(in.integer("priority", 0)).build();
  }

  private static void write(ObjectWriter out, OutputSpec output) throws IOException {
    out.constant("container", output.container())
        .constant("video_codec", output.videoCodec())
        .constant("audio_codec", output.audioCodec())
        .constant("audio_bitrate", output.audioBitrate())
        .number("video_quality", output.videoQuality().crf())
        .constant("preset", output.preset())
        .number("max_resolution", output.maxResolution().map(MaxResolution::shorterSide))
        .text("max_resolution_text", unusualText(output.maxResolution()))
        .duration("clip_from", output.clip().flatMap(Clip::from).map(Clip.Timecode::offset))
        .duration("clip_to", output.clip().flatMap(Clip::to).map(Clip.Timecode::offset))
        .text(
            "audio_languages",
            Optional.of(output.audioLanguages().toString()).filter(tags -> !tags.isEmpty()))
        .constant(
            "audio_tracks",
            Optional.of(output.audioTracks()).filter(tracks -> tracks != AudioTracks.DEFAULT))
        .flag("allow_incomplete", output.allowIncomplete());
  }

  private static OutputSpec output(ObjectReader in) {
    OutputSpec.Builder output = OutputSpec.builder();
    in.optionalConstant("container", Container.class).ifPresent(output::container);
    in.optionalConstant("video_codec", VideoCodec.class).ifPresent(output::videoCodec);
    in.optionalConstant("audio_codec", AudioCodec.class).ifPresent(output::audioCodec);
    in.optionalConstant("audio_bitrate", AudioBitrate.class).ifPresent(output::audioBitrate);
    in.optionalInteger("video_quality").map(VideoQuality::new).ifPresent(output::videoQuality);
    in.optionalConstant("preset", VideoQuality.Preset.class).ifPresent(output::preset);
    in.optionalInteger("max_resolution")
        .map(side -> maxResolution(side, in.optionalText("max_resolution_text")))
        .ifPresent(output::maxResolution);
    clip(in).ifPresent(output::clip);
    in.optionalText("audio_languages").map(LanguageChoice::parse).ifPresent(output::audioLanguages);
    in.optionalConstant("audio_tracks", AudioTracks.class).ifPresent(output::audioTracks);
    return output.allowIncomplete(in.flag("allow_incomplete")).build();
  }

  // A limit with its usual text is stored without it, as in 0.1.0.
  private static Optional<String> unusualText(Optional<MaxResolution> limit) {
    return limit.map(MaxResolution::text).filter(text -> !text.equals(MaxResolution.name(limit)));
  }

  private static MaxResolution maxResolution(int side, Optional<String> text) {
    return text.map(asSent -> new MaxResolution(side, asSent))
        .orElseGet(() -> new MaxResolution(side));
  }

  private static Optional<Clip> clip(ObjectReader in) {
    Optional<Clip.Timecode> from = in.optionalDuration("clip_from").map(Clip.Timecode::new);
    Optional<Clip.Timecode> to = in.optionalDuration("clip_to").map(Clip.Timecode::new);
    return from.isPresent() || to.isPresent() ? Optional.of(new Clip(from, to)) : Optional.empty();
  }

  private static void write(ObjectWriter out, LiveRecording live) throws IOException {
    out.flag("from_start", live.fromStart())
        .flag("wait", live.waits())
        .duration("most", live.most())
        .flag("keep_partial", live.keepPartial());
  }

  private static LiveRecording live(ObjectReader in) {
    LiveRecording live = LiveRecording.untilItsEnd();
    live = in.flag("from_start") ? live.fromItsStart() : live;
    live = in.flag("wait") ? live.waiting() : live;
    live = in.flag("keep_partial") ? live.keepingPartial() : live;
    return in.optionalDuration("most").map(live::withMost).orElse(live);
  }
}

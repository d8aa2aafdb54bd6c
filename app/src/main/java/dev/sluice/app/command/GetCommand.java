package dev.sluice.app.command;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.HumanFormat;
import dev.sluice.app.terminal.OptionNames;
import dev.sluice.app.terminal.ProgressBar;
import dev.sluice.app.terminal.StreamReportText;
import dev.sluice.app.wiring.LocalSluice;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.storage.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one job without a server. */
@Command(
    name = "get",
    description = {
      "Fetches one media URL, converts it, and stores it in a folder or a bucket. Prints where the"
          + " result is; nothing else is left behind."
    },
    footer = {
      "",
      "Examples:",
      "  sluice get https://example.org/talk.mkv",
      "  sluice get --dry-run --format mp4 https://example.org/talk.mkv",
      "  sluice get -o ~/Videos --filename opening https://example.org/talk.mkv",
      "  sluice get --format webm --video-codec vp9 --audio-codec opus https://example.org/a.mov",
      "  SLUICE_S3_SECRET_KEY=... sluice get --s3-endpoint http://127.0.0.1:9000 --s3-bucket media"
          + " \\",
      "      --s3-access-key me https://example.org/talk.mkv"
    })
final class GetCommand implements Callable<Integer> {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "URL of the media, http or https.")
  private String url;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Store the file in this folder. Default: the bucket that is set, else here.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "mp4 (default), mkv, webm or mov; for audio alone m4a, mp3, ogg or opus.")
  private Container format;

  @Option(
      names = "--audio-only",
      description = "Keep only the audio; m4a unless --format names another format.")
  private boolean audioOnly;

  @Option(
      names = "--video-codec",
      paramLabel = "NAME",
      description = "copy (default), auto (copy what fits), h264, h265 or vp9.")
  private VideoCodec videoCodec = OutputSpec.DEFAULT.videoCodec();

  @Option(
      names = "--audio-codec",
      paramLabel = "NAME",
      description = "copy (default; what the format cannot hold is encoded), aac, opus or mp3.")
  private AudioCodec audioCodec = OutputSpec.DEFAULT.audioCodec();

  @Option(
      names = "--audio-bitrate",
      paramLabel = "RATE",
      description = "64k, 128k, 192k (default), 256k or 320k, where audio is encoded.")
  private AudioBitrate audioBitrate = OutputSpec.DEFAULT.audioBitrate();

  @Option(
      names = "--audio-language",
      paramLabel = "LIST",
      description = "The audio's languages, the preferred first, such as en,pt-BR.")
  private String audioLanguage = "";

  @Option(
      names = "--audio-tracks",
      paramLabel = "NAME",
      description = "default (all in mkv, else one), or all that the format holds.")
  private AudioTracks audioTracks = OutputSpec.DEFAULT.audioTracks();

  @Option(
      names = "--allow-incomplete",
      description = "Accept a source that is damaged or ends early, and print what is missing.")
  private boolean allowIncomplete;

  @Option(
      names = "--video-quality",
      paramLabel = "CRF",
      description = "0 (best) to 51, where video is encoded. Default: 23.")
  private int videoQuality = OutputSpec.DEFAULT.videoQuality().crf();

  @Option(
      names = "--quality-preset",
      paramLabel = "NAME",
      description = "highest, high, medium, low or lowest, instead of --video-quality.")
  private VideoQuality.Preset qualityPreset;

  @Option(
      names = "--max-resolution",
      paramLabel = "LINES",
      description = "best (default), 2160, 1440, 1080, 720, 480, 360, 240, 144 or lowest.")
  private String maxResolution = "best";

  @Option(
      names = "--clip-start",
      paramLabel = "TIME",
      description = "Start of the clip: HH:MM:SS, MM:SS or seconds, also with a fraction.")
  private String clipStart;

  @Option(names = "--clip-end", paramLabel = "TIME", description = "End of the clip.")
  private String clipEnd;

  @Option(
      names = "--filename",
      paramLabel = "NAME",
      description = "Name of the result without extension. Default: the title, else the URL's.")
  private String filename;

  @Option(names = "--folder", paramLabel = "PATH", description = "Folder inside the destination.")
  private String folder;

  @Option(
      names = "--overwrite",
      description = "Replace a file of the same name, instead of numbering the new one.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      description =
          "Store nothing; print what a job would do with each stream, and the approximate size.")
  private boolean dryRun;

  @Mixin private SidecarOptions sidecars = new SidecarOptions();

  @Mixin private LiveOptions live = new LiveOptions();

  private final CommandContext context;

  GetCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    JobRequest request = request();
    Settings settings = SettingOptions.read(spec, context);
    boolean toFolder = output != null || settings.s3().isEmpty();
    Path target = output == null ? Path.of("") : output;
    try (LocalSluice local =
        toFolder
            ? LocalSluice.intoFolder(settings, context.workingDirectory().resolve(target))
            : LocalSluice.intoBucket(settings)) {
      if (dryRun) {
        return report(local.sluice().plan(request));
      }
      Job job = local.sluice().submit(request);
      try (CancelOnInterrupt interruption =
          CancelOnInterrupt.cancels(local, job.id(), context.err())) {
        Job last = watch(local, job);
        if (interruption.began()) {
          return INTERRUPTED;
        }
        return report(last, toFolder ? target.toString() : bucket(settings));
      }
    }
  }

  private Job watch(LocalSluice local, Job submitted) throws InterruptedException {
    ProgressBar bar = new ProgressBar(context.err(), InstantSource.system());
    Job job = submitted;
    int failedAttempt = 0;
    while (!job.status().isFinal()) {
      JobId id = job.id();
      Optional<Job> ended = local.sluice().await(id, POLL_INTERVAL);
      job = ended.or(() -> local.sluice().find(id)).orElseThrow();
      if (context.terminal() && job.status() == JobStatus.PROCESSING) {
        bar.show(job.progress());
      }
      if (job.retryAt().isPresent() && job.attempt() > failedAttempt) {
        failedAttempt = job.attempt();
        bar.clear();
        printRetry(job);
      }
    }
    bar.clear();
    return job;
  }

  private void printRetry(Job job) {
    Duration pause =
        Duration.between(InstantSource.system().instant(), job.retryAt().orElseThrow());
    context
        .err()
        .println(
            "sluice: attempt "
                + job.attempt()
                + " failed, next in "
                + HumanFormat.clock(pause.isNegative() ? Duration.ZERO : pause)
                + ": "
                + StreamReportText.printable(
                    OptionNames.sentence(job.failure().orElseThrow().sentence())));
  }

  private int report(JobPlan plan) {
    plan.streams().stream().map(StreamReportText::line).forEach(context.out()::println);
    if (plan.estimatedSize().isPresent()) {
      context.out().println("about " + HumanFormat.bytes(plan.estimatedSize().getAsLong()));
    }
    plan.missing().stream().map(StreamReportText::missing).forEach(context.err()::println);
    for (InvalidRequestException.Violation broken : plan.violations()) {
      context.err().println("sluice: " + ErrorReporter.message(broken, spec.commandLine()));
    }
    plan.failures().forEach(this::printFailure);
    return plan.isPossible() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void printFailure(Job.Failure why) {
    context
        .err()
        .println("sluice: " + StreamReportText.printable(OptionNames.sentence(why.sentence())));
  }

  private int report(Job job, String destination) {
    if (job.status() != JobStatus.COMPLETED) {
      job.failure().ifPresent(this::printFailure);
      return ExitCode.SOFTWARE;
    }
    Artifact made = job.artifact().orElseThrow();
    if (context.terminal()) {
      context.err().printf("%s, %s%n", made.plan(), HumanFormat.bytes(made.size()));
    }
    StreamReportText.changes(job.streams()).forEach(context.err()::println);
    job.missing().stream().map(StreamReportText::missing).forEach(context.err()::println);
    String where = destination.isEmpty() ? "" : destination.replaceAll("/+$", "") + "/";
    made.paths().forEach(path -> context.out().println(where + path));
    return ExitCode.OK;
  }

  private static String bucket(Settings settings) {
    S3Settings bucket = settings.s3().orElseThrow();
    return "s3://%s/%s".formatted(bucket.bucket(), bucket.prefix());
  }

  // Everything that is wrong is reported at once, as the server does.
  private JobRequest request() {
    OptionErrors wrong = new OptionErrors();
    OutputSpec.Builder output =
        OutputSpec.builder()
            .videoCodec(videoCodec)
            .audioCodec(audioCodec)
            .audioBitrate(audioBitrate)
            .audioTracks(audioTracks)
            .allowIncomplete(allowIncomplete);
    wrong.tried("--format", this::container).ifPresent(output::container);
    wrong
        .tried("--video-quality", () -> new VideoQuality(videoQuality))
        .ifPresent(output::videoQuality);
    Optional.ofNullable(qualityPreset).ifPresent(output::preset);
    wrong
        .tried("--max-resolution", () -> MaxResolution.parse(maxResolution))
        .flatMap(limit -> limit)
        .ifPresent(output::maxResolution);
    clip(wrong).ifPresent(output::clip);
    wrong
        .tried("--audio-language", () -> LanguageChoice.parse(audioLanguage))
        .ifPresent(output::audioLanguages);
    JobRequest.Builder request = JobRequest.builder("http://unusable/");
    wrong.tried("", () -> SourceUrl.parse(url)).ifPresent(request::url);
    wrong.set("--filename", filename, request::filename);
    wrong.set("--folder", folder, request::folder);
    wrong
        .tried("--subtitle-languages", sidecars::choice)
        .flatMap(choice -> choice)
        .ifPresent(request::subtitles);
    wrong
        .tried("--live-recording", live::recording)
        .flatMap(recording -> recording)
        .ifPresent(request::live);
    JobRequest whole =
        request.output(output.build()).overwrite(overwrite).thumbnail(sidecars.thumbnail()).build();
    whole
        .violations(Capabilities.all())
        .forEach(broken -> wrong.add(ErrorReporter.message(broken, spec.commandLine())));
    wrong.requireNone();
    return whole;
  }

  private Container container() {
    if (format == null) {
      return audioOnly ? Container.M4A : OutputSpec.DEFAULT.container();
    }
    return audioOnly ? format.requireAudioOnly("--audio-only") : format;
  }

  private Optional<Clip> clip(OptionErrors wrong) {
    int before = wrong.count();
    Optional<Clip.Timecode> from = timecode("--clip-start", clipStart, wrong);
    Optional<Clip.Timecode> to = timecode("--clip-end", clipEnd, wrong);
    if (wrong.count() > before || (from.isEmpty() && to.isEmpty())) {
      return Optional.empty();
    }
    return wrong.tried("--clip-end", () -> new Clip(from, to));
  }

  private static Optional<Clip.Timecode> timecode(String option, String text, OptionErrors wrong) {
    return text == null ? Optional.empty() : wrong.tried(option, () -> Clip.Timecode.parse(text));
  }
}

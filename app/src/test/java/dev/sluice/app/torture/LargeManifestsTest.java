package dev.sluice.app.torture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.RepeatedText;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many workers open the largest manifests at the same time, in a server whose heap holds only some
 * of them, beside small files.
 */
class LargeManifestsTest {
  private static final int SEGMENTS = 200_000;

  /** As many as a list of DASH can name in the 4 MB that it may have. */
  private static final int LISTED = 115_000;

  private static final String HLS = "application/x-mpegURL";
  private static final String DASH = "application/dash+xml";

  private static final int ROUNDS = Integer.getInteger("sluice.torture.rounds", 20);

  @TempDir Path folder;

  @Test
  void each_job_completes() throws Exception {
    run(4, List.of("long hls", "dash template", "long hls", "file"));
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void each_of_many_jobs_completes() throws Exception {
    // Their texts alone would fill the heap.
    List<String> jobs = new ArrayList<>(Collections.nCopies(16, "long hls"));
    for (int round = 0; round < ROUNDS; round++) {
      jobs.addAll(
          List.of("hls", "long hls", "dash template", "dash timeline", "dash list", "file"));
    }
    run(16, jobs);
  }

  private void run(int workers, List<String> jobs) throws Exception {
    Map<String, String> submitted = new LinkedHashMap<>();
    Map<String, Integer> ends = new TreeMap<>();
    double excused;
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server =
            ServerProcess.on(folder.resolve("data"), "--workers=" + workers, "--isolation=none")) {
      Map<String, String> paths = serve(site);
      for (String name : jobs) {
        String url = site.uri(paths.get(name)).toString();
        submitted.put(submit(server, url), name);
      }
      for (Map.Entry<String, String> each : submitted.entrySet()) {
        JsonNode job = server.ended(each.getKey());
        ends.merge(
            each.getValue()
                + " "
                + job.path("status").asText()
                + " "
                + job.path("error").asText(""),
            1,
            Integer::sum);
      }
      excused =
          server
              .metrics()
              .lines()
              .filter(line -> line.startsWith("sluice_attempts_excused_total"))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
      assertThat(server.isAlive()).isTrue();
    }
    Torture.report(
        workers
            + " workers, manifests of "
            + SEGMENTS
            + " segments, 256 MB: "
            + ends
            + ", excused attempts: "
            + (long) excused);
    assertThat(ends.keySet()).allMatch(end -> end.endsWith(" Completed "));
  }

  private static String submit(ServerProcess server, String url) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("url", url).put("clip_end", "1");
    ServerProcess.Reply reply = server.post("/jobs", body, Optional.empty());
    assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    return reply.body().path("job_id").asText();
  }

  /** Serves the manifests and a small file, and returns their paths by their names. */
  private static Map<String, String> serve(LoopbackSite site) {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/clip.ts", clip);
    site.serve(
            "/short.m3u8",
            new RepeatedText(
                "#EXTM3U\n#EXT-X-TARGETDURATION:2\n",
                "#EXTINF:2,\n/clip.ts?######\n",
                SEGMENTS,
                "#EXT-X-ENDLIST\n"))
        .type(HLS);
    site.serve(
            "/long.m3u8",
            new RepeatedText(
                "#EXTM3U\n#EXT-X-TARGETDURATION:2\n",
                "#EXTINF:2.######,\n/clip.ts?" + "p".repeat(40) + "######\n",
                SEGMENTS,
                "#EXT-X-ENDLIST\n"))
        .type(HLS);
    String head =
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
            + " mediaPresentationDuration=\"PT400000S\"><Period>"
            + "<AdaptationSet mimeType=\"video/mp2t\"><Representation id=\"1\" bandwidth=\"1\">";
    String end = "</Representation></AdaptationSet></Period></MPD>";
    String template = "<SegmentTemplate duration=\"2\" media=\"/clip.ts?$Number$\"/>";
    site.serve("/template.mpd", (head + template + end).getBytes(US_ASCII)).type(DASH);
    site.serve(
            "/timeline.mpd",
            new RepeatedText(
                head
                    + "<SegmentTemplate timescale=\"1000000\" media=\"/clip.ts?$Time$\">"
                    + "<SegmentTimeline>",
                "<S d=\"1######\"/>",
                SEGMENTS,
                "</SegmentTimeline></SegmentTemplate>" + end))
        .type(DASH);
    site.serve(
            "/list.mpd",
            new RepeatedText(
                head + "<SegmentList duration=\"2\">",
                "<SegmentURL media=\"clip.ts?######\"/>",
                LISTED,
                "</SegmentList>" + end))
        .type(DASH);
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("hls", "/short.m3u8");
    paths.put("long hls", "/long.m3u8");
    paths.put("dash template", "/template.mpd");
    paths.put("dash timeline", "/timeline.mpd");
    paths.put("dash list", "/list.mpd");
    paths.put("file", "/clip.ts");
    return paths;
  }
}

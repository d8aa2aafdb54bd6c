package dev.sluice.http.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /jobs} takes and refuses, over the wire. */
class JobOptionsTest {
  private static final String URL = "\"url\":\"https://media.example/talk.mp4\"";

  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    FakeTranscoder withoutH265 = running.transcoder;
    withoutH265.capableOf(
        new Capabilities(
            Set.of(VideoCodec.H264, VideoCodec.VP9),
            Set.of(AudioCodec.AAC, AudioCodec.OPUS, AudioCodec.MP3)));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                                       | url           | url is required",
        "{`url`:null}                             | url           | url is required",
        "{`url`:``}                               | url           | The URL is empty",
        "{`url`:`ftp://a/b`}                      | url           | The URL must begin with http://"
            + " or https://",
        "{`url`:`http://`}                        | url           | The URL names no host",
        "{`url`:`http://a/\\u0000b`}              | url           | The URL holds a control"
            + " character",
        "{URL,`format`:`avi`}                     | format        | format must be one of mp4, mkv,"
            + " webm, mov, m4a, mp3, ogg, opus",
        "{URL,`format`:``}                        | format        | format must be one of mp4, mkv,"
            + " webm, mov, m4a, mp3, ogg, opus",
        "{URL,`format`:`mkv`,`audio_only`:true}   | format        | audio_only gives m4a, mp3, ogg"
            + " or opus, and not mkv",
        "{URL,`format`:`mp3`,`video_codec`:`h264`} | video_codec  | mp3 holds only sound; leave"
            + " the video codec out, or ask for another format",
        "{URL,`format`:`mp3`,`audio_codec`:`aac`} | audio_codec   | mp3 does not hold aac audio;"
            + " ask for copy, mp3, or for another format",
        "{URL,`video_codec`:`divx`}               | video_codec   | video_codec must be one of"
            + " copy, auto, h264, h265, vp9",
        "{URL,`video_codec`:`h265`}               | video_codec   | This build cannot encode h265;"
            + " ask for copy, auto, h264, vp9",
        "{URL,`video_codec`:`h264`,`format`:`webm`} | video_codec | webm does not hold h264 video;"
            + " ask for copy, auto, vp9, or for another format",
        "{URL,`video_codec`:`vp9`,`format`:`mov`} | video_codec   | mov does not hold vp9 video;"
            + " ask for copy, auto, h264, h265, or for another format",
        "{URL,`audio_codec`:`flac`}               | audio_codec   | audio_codec must be one of"
            + " copy, aac, opus, mp3",
        "{URL,`audio_bitrate`:`100k`}             | audio_bitrate | audio_bitrate must be one of"
            + " 64k, 128k, 192k, 256k, 320k",
        "{URL,`audio_language`:`en,x!`}           | audio_language | 'x!' is no language: give tags"
            + " such as en or pt-BR, separated by commas",
        "{URL,`audio_tracks`:`some`}              | audio_tracks  | audio_tracks must be one of"
            + " default, all",
        "{URL,`video_quality`:52}                 | video_quality | The video quality must be"
            + " between 0 and 51, not 52",
        "{URL,`video_quality`:-1}                 | video_quality | The video quality must be"
            + " between 0 and 51, not -1",
        "{URL,`video_quality`:99999999999999}     | video_quality | The video quality must be"
            + " between 0 and 51, not 99999999999999",
        "{URL,`filename`:`../..`}                 | filename      | Filename has no usable"
            + " character",
        "{URL,`folder`:`a/../b`}                  | folder        | Folder name must not contain"
            + " '..'",
        "{URL,`folder`:` `}                       | folder        | Folder name is blank",
        "{URL,`folder`:`/a`}                      | folder        | Folder name must not begin with"
            + " a slash",
        "{URL,`webhook_url`:`example.com`}        | webhook_url   | The webhook cannot be called"
            + " there. The URL must begin with http:// or https://",
        "{URL,`webhook_url`:`http://a/`}          | webhook_url   | This Sluice has no notifier, so"
            + " it cannot call a webhook",
        "{URL,`priority`:11}                      | priority      | The priority must be between"
            + " -10 and 10",
        "{URL,`quality_preset`:`good`}            | quality_preset | quality_preset must be one of"
            + " highest, high, medium, low, lowest",
        "{URL,`max_resolution`:`700p`}            | max_resolution | The maximum resolution must be"
            + " one of best, 2160, 1440, 1080, 720, 480, 360, 240, 144, lowest",
        "{URL,`clip_start`:`0:70`}                | clip_start    | '0:70' is no moment: give"
            + " HH:MM:SS, MM:SS or seconds, such as 00:01:30.500 or 90.5",
        "{URL,`clip_end`:`0`}                     | clip_end      | A clip ends after it starts:"
            + " 00:00:00.000 to 00:00:00.000",
        "{URL,`clip_start`:`0:20`,`clip_end`:`10`} | clip_end     | A clip ends after it starts:"
            + " 00:00:20.000 to 00:00:10.000",
        "{URL,`subtitle_languages`:`en`}          | subtitle_languages | subtitle_languages needs"
            + " download_subtitles",
        "{URL,`download_subtitles`:true,`subtitle_languages`:`en,x!`} | subtitle_languages | 'x!'"
            + " is no language: give tags such as en or pt-BR, separated by commas",
        "{URL,`live_from_start`:true}             | live_from_start | live_from_start needs"
            + " live_recording",
        "{URL,`wait_for_video`:true}              | wait_for_video | wait_for_video needs"
            + " live_recording",
        "{URL,`keep_partial`:true}                | keep_partial  | keep_partial needs"
            + " live_recording",
        "{URL,`max_duration`:60}                  | max_duration  | max_duration needs"
            + " live_recording",
        "{URL,`live_recording`:true,`max_duration`:0} | max_duration | The maximum duration must be"
            + " between 1 and 604800 seconds",
        "{URL,`live_recording`:true,`clip_start`:`5`} | live_recording | A recording takes no clip;"
            + " limit its length by a maximum duration instead",
        "{URL,`feed_url`:`feed`}                  | feed_url      | The URL must begin with http://"
            + " or https://",
        "{URL,`limit`:0}                          | limit         | The limit must be between 1 and"
            + " 20000, not 0",
        "{URL,`limit`:20001}                      | limit         | The limit must be between 1 and"
            + " 20000, not 20001",
        "{URL,`limit`:-99999999999999999999}      | limit         | The limit must be between 1 and"
            + " 20000, not -99999999999999999999",
        "{URL,`video_quality`:99999999999}        | video_quality | The video quality must be"
            + " between 0 and 51, not 99999999999",
        "{URL,`folder`:`日DAYS`}                  | folder        | Folder name too long (max 255"
            + " bytes between two slashes, not 600); shorten it",
        "{URL,`since`:`yesterday`}                | since         | since must be a day such as"
            + " 2026-01-31, or a moment such as 2026-01-31T08:00:00Z",
        "{URL,`until`:`2026-02-30`}               | until         | until must be a day such as"
            + " 2026-01-31, or a moment such as 2026-01-31T08:00:00Z",
        "{URL,`since`:`2026-02-01`,`until`:`2026-01-31`} | until  | since is later than until, so"
            + " no episode fits",
        "{URL,`order`:`random`}                   | order         | order must be newest or oldest",
      })
  void a_value_that_makes_no_sense_is_a_violation(String body, String field, String sentence) {
    HttpResponse<byte[]> answer =
        post(body.replace("URL", URL).replace("DAYS", "日".repeat(199)).replace('`', '"'));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = RunningServer.tree(answer);
    assertThat(error.get("error").textValue()).isEqualTo(sentence);
    assertThat(error.get("code").textValue()).isEqualTo("INVALID_REQUEST");
    assertThat(error.get("violations")).hasSize(1);
    assertThat(error.get("violations").get(0).get("field").textValue()).isEqualTo(field);
    assertThat(error.get("violations").get(0).get("message").textValue()).isEqualTo(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{URL}                                      | mp4  | false | copy",
        "{URL,`audio_only`:true}                    | m4a  | true  | copy",
        "{URL,`audio_only`:true,`format`:`mp4`}     | m4a  | true  | copy",
        "{URL,`audio_only`:true,`format`:`opus`}    | opus | true  | copy",
        "{URL,`format`:`MP3`,`video_codec`:`auto`}  | mp3  | true  | auto",
        "{URL,`format`:`webm`,`video_codec`:`AUTO`} | webm | false | auto",
      })
  void sound_alone_has_formats_of_its_own(
      String body, String format, boolean audioOnly, String video) {
    JsonNode job = echoed(body);

    assertThat(job.get("format").textValue()).isEqualTo(format);
    assertThat(job.get("audio_only").booleanValue()).isEqualTo(audioOnly);
    assertThat(job.get("video_codec").textValue()).isEqualTo(video);
  }

  @Test
  void clips_presets_and_limits_are_taken_and_shown() {
    JsonNode job =
        echoed(
            "{URL,`clip_start`:`1:30`,`clip_end`:`95.5`,`quality_preset`:`Low`,`video_quality`:3,"
                + "`max_resolution`:`1080`,`enable_progress_webhook`:true}");

    assertThat(job.get("clip_start").textValue()).isEqualTo("00:01:30.000");
    assertThat(job.get("clip_end").textValue()).isEqualTo("00:01:35.500");
    assertThat(job.get("quality_preset").textValue()).isEqualTo("low");
    assertThat(job.get("video_quality").intValue()).isEqualTo(28);
    assertThat(job.get("max_resolution").textValue()).isEqualTo("1080");
    assertThat(job.get("requested_quality").textValue()).isEqualTo("1080p");
    assertThat(job.get("enable_progress_webhook").booleanValue()).isTrue();
  }

  @Test
  void the_choice_of_audio_is_taken_and_shown() {
    JsonNode job =
        echoed("{URL,`audio_language`:`ger, pt_br`,`audio_tracks`:`ALL`,`allow_incomplete`:true}");

    assertThat(job.get("audio_language").textValue()).isEqualTo("de,pt-BR");
    assertThat(job.get("audio_tracks").textValue()).isEqualTo("all");
    assertThat(job.get("allow_incomplete").booleanValue()).isTrue();
  }

  private static JsonNode echoed(String body) {
    HttpResponse<byte[]> answer = post(body.replace("URL", URL).replace('`', '"'));
    assertThat(answer.statusCode()).isEqualTo(201);
    String id = RunningServer.tree(answer).get("job_id").textValue();
    return RunningServer.tree(running.call("GET", "/jobs/" + id, null));
  }

  @Test
  void names_that_are_too_long_are_refused_in_the_documented_words() {
    assertThat(error("{" + URL + ",\"folder\":\"" + "f".repeat(201) + "\"}"))
        .isEqualTo("Folder name too long (max 200 characters)");
    assertThat(error("{" + URL + ",\"filename\":\"" + "f".repeat(256) + "\"}"))
        .isEqualTo("Filename too long (max 255 characters)");
    assertThat(error("{\"url\":\"https://a.example/" + "u".repeat(9_000) + "\"}"))
        .isEqualTo("The URL is longer than 8192 characters");
  }

  @Test
  void every_violation_is_reported_at_once() {
    JsonNode error =
        RunningServer.tree(
            post(
                """
                {"url":"nonsense","format":"webm","video_codec":"h264","audio_codec":"flac",
                 "video_quality":77,"folder":"..","webhook_url":"x","priority":50,
                 "clip_start":"x"}
                """));

    List<String> fields = new ArrayList<>();
    error.get("violations").forEach(one -> fields.add(one.get("field").textValue()));
    assertThat(fields)
        .containsExactly(
            "url",
            "audio_codec",
            "video_quality",
            "clip_start",
            "folder",
            "webhook_url",
            "video_codec",
            "priority");
    assertThat(error.get("error")).isEqualTo(error.get("violations").get(0).get("message"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{`url`:5}                            | url: expected a string, found an integer",
        "{`url`:[`a`]}                        | url: expected a string, found an array",
        "{URL,`video_quality`:`23`}           | video_quality: expected an integer, found a string",
        "{URL,`video_quality`:23.5}           | video_quality: expected an integer, found a"
            + " fraction",
        "{URL,`overwrite`:`yes`}              | overwrite: expected a boolean, found a string",
        "{URL,`audio_only`:1}                 | audio_only: expected a boolean, found an integer",
        "{URL,`storage`:`s3`}                 | storage: expected an object, found a string",
        "{URL,`folder`:{}}                    | folder: expected a string, found an object",
        "{`url`:true,`priority`:`high`}       | url: expected a string, found a boolean; priority:"
            + " expected an integer, found a string",
        "[]                                   | expected an object, found an array",
        "`text`                               | expected an object, found a string",
        "null                                 | expected an object, found null",
        "7                                    | expected an object, found an integer",
      })
  void a_wrong_type_is_answered_in_plain_text(String body, String details) {
    HttpResponse<byte[]> answer = post(body.replace("URL", URL).replace('`', '"'));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(RunningServer.text(answer))
        .isEqualTo("Failed to deserialize the JSON body into the target type: " + details);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"url\"",
        "{'url':'x'}",
        "{} {}",
        "url=https%3A%2F%2Fa%2Fb",
        "<xml/>",
        "{\"url\":\"a\",\"url\":\"b\"}",
        "{\"url\":\"\u0001\"}",
        "nul"
      })
  void what_is_not_json_is_a_bad_request(String body) {
    HttpResponse<byte[]> answer = post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = RunningServer.tree(answer);
    assertThat(error.get("code").textValue()).isEqualTo("MALFORMED_JSON");
    assertThat(error.get("error").textValue()).startsWith("The body ").doesNotContain("Exception");
  }

  @Test
  void bytes_that_are_no_text_and_json_without_a_bottom_are_bad_requests_too() {
    assertThat(send(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}))
        .isEqualTo(400);
    assertThat(post("{\"a\":" + "[".repeat(200_000)).statusCode()).isEqualTo(400);
    assertThat(post("{\"video_quality\":" + "9".repeat(5_000) + "}").statusCode()).isEqualTo(400);
  }

  @Test
  void a_body_of_one_mebibyte_is_taken_and_one_byte_more_is_not() {
    String json = "{" + URL + ",\"padding\":\"\"}";
    String full = json.replace("\"\"", "\"" + "x".repeat(RequestBody.LIMIT - json.length()) + "\"");
    assertThat(full).hasSize(RequestBody.LIMIT);

    assertThat(post(full).statusCode()).isEqualTo(201);

    HttpResponse<byte[]> refused = post(full + " ");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(RunningServer.text(refused))
        .isEqualTo(
            "{\"error\":\"The body is larger than 1048576 bytes\",\"code\":\"BODY_TOO_LARGE\"}");
    assertThat(send(new byte[9 * 1024 * 1024])).isEqualTo(413);
  }

  private static String error(String body) {
    return RunningServer.tree(post(body)).get("error").textValue();
  }

  private static HttpResponse<byte[]> post(String body) {
    return running.call("POST", "/jobs", body);
  }

  private static int send(byte[] body) {
    return running
        .send("POST", "/jobs", Map.of("x-api-key", running.key.reveal()), body)
        .statusCode();
  }
}

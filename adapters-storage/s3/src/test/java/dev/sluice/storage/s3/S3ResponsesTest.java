package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.ScriptedS3.Answer;
import dev.sluice.storage.s3.ScriptedS3.Asked;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses of real storages that s3proxy does not give. */
class S3ResponsesTest {
  private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");
  private static final String XMLNS = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

  private static final String ERROR_INSIDE =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          + "<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try"
          + " again.</Message><RequestId>1</RequestId><HostId>2</HostId></Error>";

  private static final String EMPTY_ETAG =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CompleteMultipartUploadResult "
          + XMLNS
          + "><Location>http://127.0.0.1/bucket/videos/talk.mp4</Location><Bucket>bucket</Bucket>"
          + "<Key>videos/talk.mp4</Key><ETag></ETag></CompleteMultipartUploadResult>";

  private final AtomicReference<String> mark = new AtomicReference<>();

  private static String page(String key, String upload, boolean isLast) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <ListMultipartUploadsResult %s><Bucket>bucket</Bucket><KeyMarker></KeyMarker>\
    <UploadIdMarker></UploadIdMarker><NextKeyMarker>%s</NextKeyMarker>\
    <NextUploadIdMarker>%s</NextUploadIdMarker><EncodingType>url</EncodingType>\
    <MaxUploads>1</MaxUploads><IsTruncated>%s</IsTruncated><Upload><Key>%s</Key>\
    <UploadId>%s</UploadId><Initiator><ID>1</ID><DisplayName>a</DisplayName></Initiator>\
    <Owner><ID>1</ID><DisplayName>a</DisplayName></Owner><StorageClass>STANDARD</StorageClass>\
    <Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>\
    </ListMultipartUploadsResult>\
    """
        .formatted(XMLNS, key, upload, !isLast, key, upload);
  }

  @Test
  void a_sweep_finds_an_upload_whose_id_was_lost_among_all_pages(@TempDir Path folder)
      throws IOException {
    try (ScriptedS3 s3 =
        new ScriptedS3(
            asked -> {
              if (asked.method().equals("DELETE")) {
                return Answer.empty(204);
              }
              return Answer.xml(
                  asked.query().contains("upload-id-marker=first")
                      ? page("videos/%C3%BC.mp4", "second", true)
                      : page("videos/%C3%BC.mp4+2", "first", false));
            })) {
      UploadRecords records = new UploadRecords(Optional.of(folder), s3.settings());
      records.begins("ours", "videos/ü.mp4");
      records.begins("another", "videos/ü.mp4");
      setTime(folder.resolve("ours.upload"), "2026-01-01T00:00:10Z");
      // The upload that is there cannot be this one.
      setTime(folder.resolve("another.upload"), "2026-01-01T01:00:00Z");
      try (S3ArtifactStore store =
          S3ArtifactStore.recording(s3.settings(), UUID::randomUUID, folder)) {
        assertThat(store.sweepUnfinished(Instant.parse("2026-02-01T00:00:00Z"))).isEqualTo(1);
      }

      List<Asked> lists = s3.asked().stream().filter(asked -> asked.is("GET", "uploads")).toList();
      assertThat(lists).hasSize(4);
      // Decoded once, and encoded once again.
      assertThat(lists.get(1).query()).contains("key-marker=videos%2F%C3%BC.mp4%202");
      assertThat(s3.asked().stream().filter(asked -> asked.method().equals("DELETE")))
          .extracting(Asked::toString)
          .containsExactly("DELETE /bucket/videos/%C3%BC.mp4?uploadId=second");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void a_sweep_aborts_a_begin_whose_answer_was_lost_although_its_object_is_complete(
      @TempDir Path folder) throws IOException {
    RuledS3 ruled = new RuledS3(StoreRules.AWS, 10_000);
    AtomicInteger begins = new AtomicInteger();
    int part = (int) PartSizes.USUAL.smallest() / RuledS3.SCALE;
    try (ScriptedS3 s3 =
            new ScriptedS3(
                asked -> {
                  if (asked.is("GET", "uploads")) {
                    return Answer.xml(page("videos/talk.mp4", "upload-1", true));
                  }
                  Answer answer = ruled.answer(asked);
                  return asked.is("POST", "uploads") && begins.incrementAndGet() == 1
                      ? ScriptedS3.error(500, "InternalError", "We encountered an error")
                      : answer;
                });
        S3ArtifactStore store =
            new S3ArtifactStore(
                s3.settings(),
                UUID::randomUUID,
                Optional.empty(),
                new Repeats(Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofMillis(20)),
                new PartSizes(part, part, part, 10_000),
                Optional.of(folder))) {
      try (ArtifactSink sink =
          store.create(
              ObjectPath.of("videos/talk.mp4"),
              new ContentType("video/mp4"),
              IfExists.REPLACE,
              StageMonitor.none())) {
        sink.begin(0);
        sink.write(ByteBuffer.allocate(3 * part));
        sink.commit();
      }
      assertThat(ruled.stored("videos/talk.mp4")).isPresent();
      assertThat(ruled.unfinished()).isEqualTo(1);

      String[] left = folder.toFile().list();
      assertThat(left).hasSize(1);
      setTime(folder.resolve(left[0]), "2026-01-01T00:00:10Z");
      assertThat(store.sweepUnfinished(Instant.parse("2026-02-01T00:00:00Z"))).isEqualTo(1);

      assertThat(ruled.unfinished()).isZero();
      assertThat(ruled.stored("videos/talk.mp4")).isPresent();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void a_sweep_goes_on_after_an_upload_that_cannot_be_looked_up(@TempDir Path folder) {
    try (ScriptedS3 s3 =
        new ScriptedS3(asked -> Answer.empty(asked.method().equals("DELETE") ? 204 : 403))) {
      UploadRecords records = new UploadRecords(Optional.of(folder), s3.settings());
      for (String mark : List.of("a", "c")) {
        records.begins(mark, "lost.mp4");
      }
      for (String mark : List.of("b", "d")) {
        records.begun(mark, "known.mp4", "id-of-" + mark);
      }
      try (S3ArtifactStore store =
          S3ArtifactStore.recording(s3.settings(), UUID::randomUUID, folder)) {
        assertThat(store.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(2);
      }

      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.upload", "c.upload");
    }
  }

  @Test
  void a_sweep_leaves_a_second_attempt_that_began_soon_after(@TempDir Path folder)
      throws IOException {
    try (ScriptedS3 s3 =
        new ScriptedS3(
            asked ->
                asked.method().equals("DELETE")
                    ? Answer.empty(204)
                    : Answer.xml(page("videos/talk.mp4", "second", true)))) {
      new UploadRecords(Optional.of(folder), s3.settings()).begins("first", "videos/talk.mp4");
      setTime(folder.resolve("first.upload"), "2025-12-31T23:59:00Z");
      try (S3ArtifactStore store =
          S3ArtifactStore.recording(s3.settings(), UUID::randomUUID, folder)) {
        assertThat(store.sweepUnfinished(Instant.parse("2025-12-31T23:59:30Z"))).isZero();
      }

      assertThat(s3.asked()).noneMatch(asked -> asked.method().equals("DELETE"));
    }
  }

  @Test
  void a_record_is_replaced_as_a_whole(@TempDir Path folder) throws IOException {
    try (ScriptedS3 s3 = new ScriptedS3(asked -> Answer.empty(403))) {
      UploadRecords records = new UploadRecords(Optional.of(folder), s3.settings());
      records.begins("mark", "talk.mp4");
      Path before = Files.createLink(folder.resolve("before"), folder.resolve("mark.upload"));
      records.begun("mark", "talk.mp4", "the-id");

      // What was there is as it was: the new record took its place.
      assertThat(Files.readString(before)).doesNotContain("the-id");
      assertThat(Files.readString(folder.resolve("mark.upload"))).contains("the-id");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("mark.upload", "before");
    }
  }

  private static void setTime(Path file, String time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
  }

  @Test
  void a_commit_answered_with_200_and_an_error_inside_has_failed() {
    try (ScriptedS3 s3 = new ScriptedS3(asked -> answer(asked, ERROR_INSIDE, false));
        S3ArtifactStore store = soonGivingUp(s3)) {
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> upload(store));

      assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
      assertThat(failure)
          .hasMessageContaining(
              "is busy (200 InternalError: We encountered an internal error. Please try again)");
      assertThat(s3.asked()).anyMatch(asked -> asked.is("DELETE", "uploadId=the-upload"));
    }
  }

  @Test
  void a_rejection_says_the_reason_of_the_store() {
    assertThat(rejection("User: arn:aws:iam::1:user/x is not authorized to perform: s3:PutObject"))
        .contains(
            "(403 AccessDenied: User: arn:aws:iam::1:user/x is not authorized to perform:"
                + " s3:PutObject)");
  }

  @Test
  void the_reason_of_the_store_is_one_short_line_without_keys() {
    String sentence =
        rejection(
            "No&#10;way for AKIDEXAMPLE01, not with a-long-secret: see"
                + " https://store/x?X-Amz-Signature=abc123 "
                + "w".repeat(5_000));

    assertThat(sentence)
        .contains("(403 AccessDenied: No way for ***, not with ***: see https://store/x?*** www")
        .doesNotContain("AKIDEXAMPLE01", "a-long-secret", "abc123")
        .hasSizeLessThan(400);
  }

  private static String rejection(String message) {
    String body =
        "<Error><Code>AccessDenied</Code><Message>%s</Message></Error>".formatted(message);
    try (ScriptedS3 s3 =
            new ScriptedS3(
                asked -> new Answer(403, Map.of("Content-Type", "application/xml"), body));
        S3ArtifactStore store =
            S3ArtifactStore.in(
                S3Settings.of(
                    s3.settings().endpoint(),
                    "us-east-1",
                    "bucket",
                    "AKIDEXAMPLE01",
                    Secret.of("a-long-secret")),
                UUID::randomUUID)) {
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> upload(store));

      assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
      return failure.getMessage();
    }
  }

  @Test
  void a_commit_answered_without_an_etag_has_happened_if_the_object_is_there() {
    try (ScriptedS3 s3 = new ScriptedS3(asked -> answer(asked, EMPTY_ETAG, true));
        S3ArtifactStore store = S3ArtifactStore.in(s3.settings(), UUID::randomUUID)) {
      upload(store);

      assertThat(s3.asked()).noneMatch(asked -> asked.method().equals("DELETE"));
    }
  }

  @Test
  void a_commit_answered_without_an_etag_has_failed_if_the_object_is_not_there() {
    try (ScriptedS3 s3 = new ScriptedS3(asked -> answer(asked, "", false));
        S3ArtifactStore store = S3ArtifactStore.in(s3.settings(), UUID::randomUUID)) {
      SluiceException failure = catchThrowableOfType(SluiceException.class, () -> upload(store));

      assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
      assertThat(s3.asked()).anyMatch(asked -> asked.is("DELETE", "uploadId=the-upload"));
    }
  }

  private static S3ArtifactStore soonGivingUp(ScriptedS3 s3) {
    Duration moment = Duration.ofMillis(1);
    return new S3ArtifactStore(
        s3.settings(),
        UUID::randomUUID,
        Optional.empty(),
        new Repeats(Duration.ofMillis(50), moment, moment));
  }

  private Answer answer(Asked asked, String completed, boolean appears) {
    if (asked.is("POST", "uploads")) {
      mark.set(asked.headers().getFirst(ObjectRequests.MARK));
      return Answer.xml(
          """
          <InitiateMultipartUploadResult %s><Bucket>bucket</Bucket><Key>videos/talk.mp4</Key>\
          <UploadId>the-upload</UploadId></InitiateMultipartUploadResult>\
          """
              .formatted(XMLNS));
    }
    if (asked.is("PUT", "partNumber")) {
      return new Answer(200, Map.of("ETag", "\"0123\""), "");
    }
    if (asked.is("POST", "uploadId")) {
      return Answer.xml(completed);
    }
    if (asked.method().equals("HEAD")) {
      return appears
          ? new Answer(
              200,
              Map.of(
                  ObjectRequests.MARK,
                  mark.get(),
                  "ETag",
                  "\"0123\"",
                  "Last-Modified",
                  "Thu, 01 Jan 2026 00:00:00 GMT"),
              "")
          : Answer.empty(404);
    }
    if (asked.method().equals("GET")) {
      return Answer.xml(
          "<ListBucketResult %s><Name>bucket</Name><KeyCount>0</KeyCount><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>"
              .formatted(XMLNS));
    }
    return Answer.empty(204);
  }

  private static void upload(S3ArtifactStore store) {
    try (ArtifactSink sink =
        store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.allocate(PartSizes.USUAL.unknown() + 1));
      sink.commit();
    }
  }
}

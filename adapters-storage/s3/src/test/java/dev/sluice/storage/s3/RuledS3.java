package dev.sluice.storage.s3;

import dev.sluice.storage.s3.ScriptedS3.Answer;
import dev.sluice.storage.s3.ScriptedS3.Asked;
import dev.sluice.storage.s3.StoreRules.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scripted store that enforces the rules of a real one, at a scale: its parts are so many times
 * smaller, and so many fewer. It stores only the sizes. Thread-safe.
 */
final class RuledS3 {
  /** Real sizes are divided by this. */
  static final int SCALE = 32;

  private static final String XMLNS = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

  /** An upload in progress. */
  private record Upload(String key, String mark, TreeMap<Integer, Long> parts) {}

  /** A finished object. */
  record Stored(long size, int parts, String mark) {}

  private final StoreRules rules;
  private final int count;
  private final Map<String, Upload> uploads = new TreeMap<>();
  private final Map<String, Stored> objects = new HashMap<>();
  private final List<String> rejections = new ArrayList<>();
  private int begun;

  /**
   * @param count how many parts are allowed here
   */
  RuledS3(StoreRules rules, int count) {
    this.rules = rules;
    this.count = count;
  }

  synchronized Optional<Stored> stored(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  synchronized int unfinished() {
    return uploads.size();
  }

  synchronized List<String> rejections() {
    return List.copyOf(rejections);
  }

  synchronized Answer answer(Asked asked) {
    String key = asked.path().replaceFirst("^/[^/]+/?", "");
    // Not every store answers these questions, and not to every key.
    if (asked.method().equals("GET")
        && (asked.query().contains("location") || asked.query().contains("uploads"))) {
      return error(501, "NotImplemented", "There is no such request");
    }
    boolean writes = asked.method().equals("PUT") || asked.method().equals("POST");
    Optional<Answer> rejected = writes ? headers(asked, key) : Optional.empty();
    if (rejected.isPresent()) {
      return rejected.get();
    }
    return switch (asked.method()) {
      case "POST" -> asked.query().contains("uploadId") ? complete(asked, key) : begin(asked, key);
      case "PUT" -> asked.query().contains("partNumber") ? part(asked) : put(asked, key);
      case "HEAD" -> head(key);
      case "DELETE" -> delete(asked, key);
      default ->
          Answer.xml(
              "<ListBucketResult %s><Name>bucket</Name><KeyCount>0</KeyCount><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>"
                  .formatted(XMLNS));
    };
  }

  private Optional<Answer> headers(Asked asked, String key) {
    for (String name : asked.headers().keySet()) {
      String lower = name.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("x-amz-") && lower.contains("checksum")) {
        if (rules.checksum == Header.NOT_IMPLEMENTED) {
          return Optional.of(
              error(501, "NotImplemented", "Header '%s' not implemented".formatted(lower)));
        }
        if (rules.checksum == Header.INVALID) {
          return Optional.of(
              error(
                  400,
                  "InvalidArgument",
                  "Unsupported header '%s' received for this API call.".formatted(lower)));
        }
      }
    }
    if (asked.headers().containsKey("If-None-Match")) {
      if (rules.condition == Header.NOT_IMPLEMENTED) {
        return Optional.of(
            error(
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented"));
      }
      if (rules.condition == Header.CHECKED && objects.containsKey(key)) {
        return Optional.of(error(412, "PreconditionFailed", "The object exists"));
      }
    }
    return Optional.empty();
  }

  private Answer begin(Asked asked, String key) {
    String id = "upload-" + ++begun;
    uploads.put(id, new Upload(key, mark(asked), new TreeMap<>()));
    return Answer.xml(
        "<InitiateMultipartUploadResult %s><Bucket>bucket</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
            .formatted(XMLNS, key, id));
  }

  private Answer part(Asked asked) {
    int number = Integer.parseInt(asked.query().replaceFirst(".*partNumber=(\\d+).*", "$1"));
    if (asked.headers().containsKey("x-amz-server-side-encryption")) {
      return error(400, "InvalidRequest", "x-amz-server-side-encryption is not supported here");
    }
    if (number > count) {
      return error(400, "InvalidArgument", "Part number must be from 1 to " + count);
    }
    long size = size(asked);
    if (size > rules.largestPart / SCALE) {
      return error(400, "EntityTooLarge", "The part is too large");
    }
    upload(asked).parts().put(number, size);
    return new Answer(200, Map.of("ETag", rules.etagOf(1)), "");
  }

  private Answer complete(Asked asked, String key) {
    List<Long> sizes = new ArrayList<>(upload(asked).parts().values());
    for (long size : sizes.subList(0, sizes.size() - 1)) {
      if (size < rules.smallestPart / SCALE) {
        return error(400, "EntityTooSmall", "A part is smaller than allowed");
      }
      if (rules.equalParts && size != sizes.get(0)) {
        return error(400, "InvalidPart", "All non-trailing parts must have the same length");
      }
    }
    if (sizes.get(sizes.size() - 1) > sizes.get(0) && rules.equalParts) {
      return error(400, "InvalidPart", "The last part is longer than the others");
    }
    long sum = sizes.stream().mapToLong(Long::longValue).sum();
    objects.put(key, new Stored(sum, sizes.size(), upload(asked).mark()));
    uploads.remove(id(asked));
    return Answer.xml(
        "<CompleteMultipartUploadResult %s><Location>x</Location><Bucket>bucket</Bucket><Key>%s</Key><ETag>%s</ETag></CompleteMultipartUploadResult>"
            .formatted(XMLNS, key, rules.etagOf(sizes.size()).replace("\"", "&quot;")));
  }

  private Answer put(Asked asked, String key) {
    objects.put(key, new Stored(size(asked), 0, mark(asked)));
    String etag = rules.etagOf(0);
    return new Answer(200, etag.isEmpty() ? Map.of() : Map.of("ETag", etag), "");
  }

  private Answer head(String key) {
    Stored found = objects.get(key);
    return found == null
        ? Answer.empty(404)
        : new Answer(
            200,
            Map.of(
                ObjectRequests.MARK,
                found.mark(),
                "ETag",
                rules.etagOf(found.parts()),
                "Last-Modified",
                "Thu, 01 Jan 2026 00:00:00 GMT"),
            "");
  }

  private Answer delete(Asked asked, String key) {
    if (asked.query().contains("uploadId")) {
      uploads.remove(id(asked));
    } else {
      objects.remove(key);
    }
    return Answer.empty(204);
  }

  private Upload upload(Asked asked) {
    return uploads.get(id(asked));
  }

  private static String id(Asked asked) {
    return asked.query().replaceFirst(".*uploadId=([^&]+).*", "$1");
  }

  private static String mark(Asked asked) {
    return asked.headers().getFirst(ObjectRequests.MARK);
  }

  private static long size(Asked asked) {
    return Long.parseLong(asked.headers().getFirst("Content-Length"));
  }

  private Answer error(int status, String code, String message) {
    rejections.add(code);
    return ScriptedS3.error(status, code, message);
  }
}

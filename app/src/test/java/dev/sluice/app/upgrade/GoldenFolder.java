package dev.sluice.app.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The data folder of a released version, with the responses that its server gave to GET requests.
 * Stored as one zip file: the folder below {@code data/}, without its objects, and the responses in
 * {@code answers.json}.
 *
 * @param answers a document for each path, and the members {@link #ORDERED} and {@link #LAST}
 */
record GoldenFolder(Path data, ObjectNode answers) {
  static final ObjectMapper JSON = new ObjectMapper();

  /** The idempotency key of one request, which was sent in the moment {@link #ORDERED}. */
  static final String ORDER = "order-1";

  /** The member of the answers that holds the moment, in milliseconds since 1970. */
  static final String ORDERED = "ordered_at";

  /** The member of the answers that holds the id of the job that was submitted last. */
  static final String LAST = "last_job";

  private static final String ANSWERS = "answers.json";

  /** Unpacks a stored folder. */
  static GoldenFolder unpack(InputStream stored, Path into) throws IOException {
    Path root = into.toAbsolutePath().normalize();
    try (ZipInputStream zip = new ZipInputStream(stored)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root.resolve(entry.getName()).normalize();
        if (!file.startsWith(root)) {
          throw new IOException("an entry outside of the folder: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
    JsonNode answers = JSON.readTree(root.resolve(ANSWERS).toFile());
    return new GoldenFolder(root.resolve("data"), (ObjectNode) answers);
  }

  /** Packs this folder. */
  void pack(Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (OutputStream bytes = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.startsWith(data.resolve("objects"))) {
          continue;
        }
        String name = data.relativize(file).toString().replace('\\', '/');
        zip.putNextEntry(new ZipEntry("data/" + name));
        Files.copy(file, zip);
      }
      zip.putNextEntry(new ZipEntry(ANSWERS));
      zip.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(answers));
    }
  }

  /** Returns the paths that were asked for. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    answers.fieldNames().forEachRemaining(paths::add);
    return paths.stream().filter(path -> path.startsWith("/")).toList();
  }

  /**
   * Lists where a document differs from an earlier one. Members that the earlier one lacks are no
   * difference, since versions add members.
   */
  static List<String> differences(String at, JsonNode before, JsonNode now) {
    List<String> found = new ArrayList<>();
    if (before.isObject()) {
      for (Map.Entry<String, JsonNode> member : before.properties()) {
        String name = member.getKey();
        found.addAll(differences(at + "." + name, member.getValue(), now.path(name)));
      }
    } else if (before.isArray() && now.size() == before.size()) {
      for (int i = 0; i < before.size(); i++) {
        found.addAll(differences(at + "[" + i + "]", before.get(i), now.get(i)));
      }
    } else if (!before.equals(now)) {
      found.add(at + " was " + before + " and is " + now);
    }
    return found;
  }
}

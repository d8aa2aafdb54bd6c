package dev.sluice.http.api.request;

import dev.sluice.http.api.error.InvalidFieldsException;
import dev.sluice.http.api.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The body of {@code PATCH /batch/{id}/jobs}, as what it asks for. Immutable. */
public record RenameCommand(List<Rename> renames) {
  /** One job and its new name, neither of them checked. */
  public record Rename(String job, String filename) {}

  public RenameCommand {
    renames = List.copyOf(renames);
  }

  /**
   * Reads a body. Pure.
   *
   * @throws dev.sluice.http.api.error.ApiError if a field has the wrong JSON type
   * @throws InvalidFieldsException naming every field that is missing
   */
  public static RenameCommand parse(JsonFields fields) {
    List<Rename> renames = new ArrayList<>();
    for (JsonFields item : fields.requiredItems("renames")) {
      Optional<String> job = item.requiredText("job_id");
      Optional<String> filename = item.requiredText("filename");
      if (job.isPresent() && filename.isPresent()) {
        renames.add(new Rename(job.get(), filename.get()));
      }
    }
    fields.requireValid();
    return new RenameCommand(renames);
  }
}

/** Files behind signed links: ranges, conditions and headers. */
@NullMarked
package dev.sluice.http.api.files;

import org.jspecify.annotations.NullMarked;

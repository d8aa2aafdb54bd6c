/** Errors as clients see them: codes, status codes and bodies. */
@NullMarked
package dev.sluice.http.api.error;

import org.jspecify.annotations.NullMarked;

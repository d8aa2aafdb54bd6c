/** PLACEHOLDER */
@NullMarked
package dev.sluice.http.api.files;

import org.jspecify.annotations.NullMarked;

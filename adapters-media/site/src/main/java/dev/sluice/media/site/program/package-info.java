/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.site.program;

import org.jspecify.annotations.NullMarked;

package org.flatsweep.api.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next what to ask for to get the items after these; null where there are none
 */
public record Page<T, C>(List<T> items, @Nullable C next) {

    /**
     * @param found in their order, up to {@code limit} and one more, which tells that there is a next page
     * @param cursor the place of an item in that order
     */
    public static <T, C> Page<T, C> of(List<T> found, int limit, Function<T, C> cursor) {
        return found.size() > limit
                ? new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)))
                : new Page<>(found, null);
    }
}

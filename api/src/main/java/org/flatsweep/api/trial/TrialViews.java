package org.flatsweep.api.trial;

import java.util.Collection;
import java.util.List;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.TrialState;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads trials. */
@Service
@Transactional(readOnly = true)
public class TrialViews {

    private final TrialRepository trials;

    TrialViews(TrialRepository trials) {
        this.trials = trials;
    }

    /** @throws Problem 404 if there is no such trial */
    TrialView get(long id) {
        return trials.findById(id).map(TrialView::withAttempts).orElseThrow(() -> Problem.notFound("trial", id));
    }

    /** @throws Problem 404 if there is no such trial */
    public void requireExists(long id) {
        if (!trials.existsById(id)) {
            throw Problem.notFound("trial", id);
        }
    }

    /** Without attempts. */
    public List<TrialView> byIds(Collection<Long> ids) {
        return trials.findByIdInOrderById(ids).stream().map(TrialView::withoutAttempts).toList();
    }

    TrialPage page(long sweepId, @Nullable TrialState state, int after, int limit) {
        Limit oneMore = Limit.of(limit + 1);
        List<Trial> found = state == null
                ? trials.findBySweepIdAndNumberGreaterThanOrderByNumber(sweepId, after, oneMore)
                : trials.findBySweepIdAndStateAndNumberGreaterThanOrderByNumber(sweepId, state, after, oneMore);
        Page<Trial, Integer> page = Page.of(found, limit, trial -> trial.number);
        return new TrialPage(page.items().stream().map(TrialView::withoutAttempts).toList(), page.next());
    }
}

package org.flatsweep.api.problem;

import java.beans.PropertyEditorSupport;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Refuses text in paths and queries that PostgreSQL could not take. */
@ControllerAdvice
class TextParameters {

    @InitBinder
    void refuseNul(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new PropertyEditorSupport() {
            @Override
            public void setAsText(String text) {
                if (text.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("U+0000");
                }
                setValue(text);
            }
        });
    }
}

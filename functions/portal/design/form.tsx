import type { Child, FC } from 'hono/jsx';
import type { Complaint, Complaints, Typed } from '../http/forms.ts';
import type { Frame } from './frame.ts';

/** A form that carries the token every post of ours must have. */
export const Form: FC<{ frame: Frame; action: string; children?: Child }> = ({ frame, action, children }) => (
  <form method="post" action={action} novalidate>
    <input type="hidden" name="csrf" value={frame.csrf} />
    {children}
  </form>
);

/** A form with one button. */
export const ButtonForm: FC<{
  frame: Frame;
  action: string;
  label: string;
  /** What a screen reader says when the label alone does not tell which thing it is about. */
  spoken?: string;
  kind?: 'second' | 'grave' | 'small second';
  fields?: Typed;
}> = ({ frame, action, label, spoken, kind, fields = {} }) => (
  <Form frame={frame} action={action}>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class={kind ? `button ${kind}` : 'button'} type="submit" {...(spoken ? { 'aria-label': spoken } : {})}>
      {label}
    </button>
  </Form>
);

/** What a form shows again when something in it did not pass. */
export interface Entered {
  typed: Typed;
  complaints: Complaints;
}
export const NOTHING_ENTERED: Entered = { typed: {}, complaints: {} };

/** The problems of a form gathered at its top, each a link to its field. */
export const ErrorSummary: FC<{ frame: Frame; entered: Entered; labels: Record<string, string> }> = ({
  frame: { t },
  entered: { complaints },
  labels,
}) => {
  const found = Object.entries(complaints);
  if (found.length === 0) return null;
  return (
    <div class="card problem" role="alert" aria-labelledby="problem-title">
      <h2 id="problem-title">{t.form.problem}</h2>
      <ul>
        {found.map(([name, complaint]) => (
          <li>
            <a href={`#${name}`}>
              {labels[name] ?? ''}: {t.form.complaints[complaint]}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
};

interface FieldProps {
  frame: Frame;
  entered: Entered;
  name: string;
  label: string;
  hint?: string;
}

const partsOf = ({ entered, name, hint }: FieldProps) => {
  const complaint: Complaint | undefined = entered.complaints[name];
  const about = [hint && `${name}-hint`, complaint && `${name}-complaint`].filter(Boolean).join(' ');
  return {
    complaint,
    value: entered.typed[name] ?? '',
    control: {
      id: name,
      name,
      ...(about && { 'aria-describedby': about }),
      ...(complaint && { 'aria-invalid': 'true' as const }),
    },
  };
};

const HintAndComplaint: FC<{ field: FieldProps; complaint: Complaint | undefined }> = ({ field, complaint }) => (
  <>
    {field.hint && (
      <span class="hint" id={`${field.name}-hint`}>
        {field.hint}
      </span>
    )}
    {complaint && (
      <span class="complaint" id={`${field.name}-complaint`}>
        {field.frame.t.form.complaints[complaint]}
      </span>
    )}
  </>
);

export const TextField: FC<FieldProps & { isShort?: boolean; isNumeric?: boolean }> = (props) => {
  const { complaint, value, control } = partsOf(props);
  return (
    <div class={`field${complaint ? ' wrong' : ''}${props.isShort ? ' short' : ''}`}>
      <label for={props.name}>{props.label}</label>
      <HintAndComplaint field={props} complaint={complaint} />
      <input
        type="text"
        {...control}
        value={value}
        autocomplete="off"
        {...(props.isNumeric ? { inputmode: 'numeric' as const } : {})}
      />
    </div>
  );
};

export const TextArea: FC<FieldProps> = (props) => {
  const { complaint, value, control } = partsOf(props);
  return (
    <div class={`field${complaint ? ' wrong' : ''}`}>
      <label for={props.name}>{props.label}</label>
      <HintAndComplaint field={props} complaint={complaint} />
      <textarea {...control} rows={6}>
        {value}
      </textarea>
    </div>
  );
};

export interface Option {
  value: string;
  label: string;
}

export const Select: FC<FieldProps & { options: readonly Option[] }> = (props) => {
  const { complaint, value, control } = partsOf(props);
  return (
    <div class={`field${complaint ? ' wrong' : ''}`}>
      <label for={props.name}>{props.label}</label>
      <HintAndComplaint field={props} complaint={complaint} />
      <select {...control}>
        <option value="">{props.frame.t.form.choose}</option>
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
};

/** One of a few, all in sight. The first control has the field's id, so that the error summary leads to it. */
export const Radios: FC<FieldProps & { options: readonly Option[] }> = (props) => {
  const { complaint, value, control } = partsOf(props);
  return (
    <fieldset class={`field${complaint ? ' wrong' : ''}`} aria-describedby={control['aria-describedby']}>
      <legend>{props.label}</legend>
      <HintAndComplaint field={props} complaint={complaint} />
      {props.options.map((option, number) => {
        const id = number === 0 ? props.name : `${props.name}-${number}`;
        return (
          <div class="choice">
            <input type="radio" id={id} name={props.name} value={option.value} checked={option.value === value} />
            <label for={id}>{option.label}</label>
          </div>
        );
      })}
    </fieldset>
  );
};

export const Ticks: FC<{ legend: string; entered: Entered; options: readonly Option[] }> = ({
  legend,
  entered,
  options,
}) => (
  <fieldset class="field">
    <legend>{legend}</legend>
    {options.map(({ value: name, label }) => (
      <div class="choice">
        <input type="checkbox" id={name} name={name} value="yes" checked={entered.typed[name] === 'yes'} />
        <label for={name}>{label}</label>
      </div>
    ))}
  </fieldset>
);

/** Options from words: the keys are the values. */
export const optionsOf = (words: Record<string, string>): Option[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

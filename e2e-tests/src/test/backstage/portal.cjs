// Does with a template what Backstage does with it: shows the form, takes the answers, runs the steps up to the files.
// Reads a request as JSON from standard input: {template, skeleton: {path: text}, answers: [{}]}. Writes a result for
// each of the answers: {problems: [text], publish: input of the last step, files: {path: text}, read: {path: content}}.
'use strict';

const Ajv = require('ajv');
const nunjucks = require('nunjucks');
const yaml = require('yaml');

const tags = { variableStart: '${{', variableEnd: '}}' };
const environment = nunjucks.configure({ autoescape: false, tags });

// The form library fills in defaults, and makes the objects in which they stand.
function filled(schema, answer) {
  if (answer === undefined && schema.default !== undefined) {
    answer = structuredClone(schema.default);
  }
  if (!schema.properties) {
    return answer;
  }
  const object = { ...answer };
  const fill = properties => {
    for (const [name, property] of Object.entries(properties)) {
      const value = filled(property, object[name]);
      if (value !== undefined) {
        object[name] = value;
      }
    }
  };
  fill(schema.properties);
  for (const [name, dependency] of Object.entries(schema.dependencies ?? {})) {
    for (const alternative of dependency.oneOf) {
      if (alternative.properties[name].const === object[name]) {
        fill(alternative.properties);
      }
    }
  }
  return object;
}

// A function that finds what is wrong with answers to a page.
function checked(page) {
  // As the form library sets it up. Patterns are read with the flag u.
  const ajv = new Ajv({ allErrors: true, strict: false });
  if (!ajv.validateSchema(page)) {
    throw new Error('no JSON Schema: ' + ajv.errorsText(ajv.errors));
  }
  const check = ajv.compile(page);
  return answers => check(answers) ? [] : check.errors.map(error => `${error.instancePath} ${error.message}`);
}

function isOneExpression(text) {
  const children = nunjucks.parser.parse(text, [], { tags }).children;
  return children.length === 1 && !(children[0].children?.[0] instanceof nunjucks.nodes.TemplateData);
}

// An input of a step: what is one expression keeps its type, what gives nothing is left out.
function input(value, context) {
  if (Array.isArray(value)) {
    return value.map(item => input(item, context));
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, field]) => [name, input(field, context)]);
    return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
  }
  if (typeof value !== 'string') {
    return value;
  }
  if (isOneExpression(value)) {
    const json = environment.renderString('${{ (' + value.trim().slice(3, -2) + ') | dump }}', context);
    return json === '' ? undefined : JSON.parse(json);
  }
  const text = environment.renderString(value, context);
  return text === '' ? undefined : text;
}

const { template, skeleton, answers } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const { parameters: pages, steps } = yaml.parse(template).spec;
const checks = pages.map(checked);
const texts = Object.entries(skeleton).map(entry => entry.map(text => nunjucks.compile(text, environment)));

function run(given) {
  const parameters = pages.reduce((known, page) => filled(page, known), given);
  const problems = checks.flatMap(check => check(parameters));
  if (problems.length > 0) {
    return { problems, publish: {}, files: {}, read: {} };
  }
  // Values go into the sandbox of the templates as JSON.
  const context = JSON.parse(JSON.stringify({ parameters }));
  const fetch = input(steps[0].input, context);
  const values = JSON.parse(JSON.stringify({ values: fetch.values }));
  const files = {};
  const read = {};
  for (const [path, text] of texts) {
    const place = `${fetch.targetPath}/${path.render(values)}`;
    files[place] = text.render(values);
    read[place] = yaml.parse(files[place]);
  }
  return { problems, publish: steps[1] ? input(steps[1].input, context) : {}, files, read };
}

process.stdout.write(JSON.stringify(answers.map(run)));

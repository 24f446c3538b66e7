//! The verdict on Bitbucket, as a report and annotations of Code Insights.
//!
//! <https://developer.atlassian.com/cloud/bitbucket/rest/api-group-reports/>

pub mod access;
mod details;
pub mod pipeline;
pub mod plan;
pub mod send;
